import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import type { ConfigIssue } from './issue.ts';
import type { Path } from './mapping.ts';

/** YAML text as a value, with the way back from each key to its line and column. */
export interface YamlSource {
  /** The value as plain JavaScript; undefined when there are issues. */
  readonly value: unknown;
  readonly issues: readonly ConfigIssue[];
  /** Where the key at the end of the path is written, as `file:line:column`; null if it is not in the text. */
  locate(path: Path): string | null;
}

/**
 * Reads YAML 1.2 (`1e-3` is a number, `yes` and `1_000` are texts), with anchors and merge keys. Files and `--set`
 * values go through this one parser, so that they mean the same.
 *
 * Syntax errors, texts beyond a million characters or nested too deeply, duplicate keys, unknown tags, aliases that contain themselves or multiply without end, and
 * `__proto__` as a key are issues.
 *
 * @param place what stands before line and column in messages
 */
export function readYaml(text: string, place: string): YamlSource {
  try {
    return text.length > LONGEST_TEXT ? refuse(place, TOO_LONG) : readText(text, place);
  } catch (error) {
    // The parser, and all that walks what it gives, goes a level deeper for each bracket.
    if (error instanceof RangeError) return refuse(place, 'brackets or lists are nested too deeply');
    throw error;
  }
}

/** Ten times what a config with hundreds of arms takes; the parser needs some hundred bytes for each of text. */
const LONGEST_TEXT = 1_000_000;
const TOO_LONG = `the text is longer than ${LONGEST_TEXT} characters`;

function refuse(place: string, problem: string): YamlSource {
  const remedy = 'is this the config? hessian-lab init writes one to start from';
  const issue: ConfigIssue = {
    kind: 'syntax',
    place: `${place}:1:1`,
    path: '',
    problem,
    received: null,
    allowed: null,
    remedy,
  };
  return { value: undefined, issues: [issue], locate: () => null };
}

function readText(text: string, place: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    merge: true,
    prettyErrors: false,
    // It would print a warning about a list for a key, which the schema refuses as an unknown one.
    logLevel: 'error',
    lineCounter: lines,
  });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${place}:${line}:${col}`;
  };
  const syntax = (where: string, problem: string, remedy: string): ConfigIssue => ({
    kind: 'syntax',
    place: where,
    path: '',
    problem,
    received: null,
    allowed: null,
    remedy,
  });
  const problems = [...document.errors, ...document.warnings];
  if (problems.length > 0) {
    const issues = problems.map(({ code, message, pos }) => {
      const key = code === 'DUPLICATE_KEY' ? /^[^\s:]*/.exec(text.slice(pos[0]))![0] : null;
      return syntax(
        at(pos[0]),
        key === null ? message : `the key ${key} stands here a second time`,
        remedyOf(code),
      );
    });
    return { value: undefined, issues, locate: () => null };
  }

  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    const issue = syntax(at(0), (error as Error).message, 'write the value out instead of using the alias');
    return { value: undefined, issues: [issue], locate: () => null };
  }

  const root = document.contents;
  const locate = (path: Path) => {
    const node = path.length === 0 ? root : keyNode(root, path, (alias) => resolve(alias));
    return node?.range ? at(node.range[0]) : null;
  };
  const resolve = (node: unknown) => (isAlias(node) ? node.resolve(document) : node);
  const issues = forbiddenPaths(value).map(({ path, problem, remedy }) =>
    syntax(locate(path) ?? at(0), problem, remedy),
  );
  return { value: issues.length === 0 ? value : undefined, issues, locate };
}

function remedyOf(code: string): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'keep one of the two';
    case 'TAB_AS_INDENT':
      return 'indent with blanks';
    case 'MULTIPLE_DOCS':
      return 'write one document a file; several variants of an experiment are its arms';
    case 'BAD_ALIAS':
    case 'TAG_RESOLVE_FAILED':
      return 'write the plain value';
    default:
      return 'see the indentation, brackets and quotes at this place and just before it';
  }
}

/** The node of the last key (or list entry) of a path; aliases and merge keys are followed. */
function keyNode(root: unknown, path: Path, resolve: (node: unknown) => unknown): Node | null {
  let node: unknown = root;
  let found: unknown = null;
  for (const key of path) {
    const container = resolve(node);
    if (isSeq(container) && typeof key === 'number') {
      node = container.items[key];
      found = node;
    } else if (isMap(container)) {
      const pair = pairOf(container, String(key), resolve);
      if (!pair) return null;
      node = pair.value;
      found = pair.key;
    } else {
      return null;
    }
  }
  return (found as Node | null) ?? null;
}

function pairOf(map: YAMLMap, key: string, resolve: (node: unknown) => unknown): Pair | undefined {
  const named = (pair: Pair, name: string) => String(isScalar(pair.key) ? pair.key.value : pair.key) === name;
  const own = map.items.find((pair) => named(pair, key));
  if (own) return own;
  for (const merge of map.items.filter((pair) => named(pair, '<<'))) {
    const value = resolve(merge.value);
    for (const source of isSeq(value) ? value.items.map(resolve) : [value]) {
      const inherited = isMap(source) ? pairOf(source, key, resolve) : undefined;
      if (inherited) return inherited;
    }
  }
  return undefined;
}

interface Forbidden {
  readonly path: Path;
  readonly problem: string;
  readonly remedy: string;
}

/** Values that contain themselves, and keys that would reach into JavaScript's prototypes. */
function forbiddenPaths(value: unknown, path: Path = [], ancestors: readonly unknown[] = []): Forbidden[] {
  if (typeof value !== 'object' || value === null) return [];
  if (ancestors.includes(value)) {
    return [{ path, problem: 'the alias contains itself', remedy: 'write the value out instead' }];
  }
  const within = [...ancestors, value];
  return Object.entries(value).flatMap(([key, entry]) => {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    if (key === '__proto__') {
      return [{ path: here, problem: '__proto__ cannot be a key', remedy: 'remove it' }];
    }
    return forbiddenPaths(entry, here, within);
  });
}
