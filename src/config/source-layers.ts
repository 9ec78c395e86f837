import { readFileSync } from 'node:fs';
import { dirname, parse, resolve } from 'node:path';
import { type ArmLayer, readArms } from './arms.ts';
import { ConfigError, type ConfigIssue, formatReceived } from './issue.ts';
import { createLayer, type Layer, type LayerSource } from './layer.ts';
import { isMapping, type Mapping } from './mapping.ts';
import { type Override, readOverride, seedOverride } from './overrides.ts';
import { readYaml } from './yaml-source.ts';

/** What the command line changes. */
export interface LoadOptions {
  /** Texts of `--set`, in their order: a later one wins. */
  readonly set?: readonly string[];
  /** `--seed`: replaces `seeds` by this one. Default: the seeds of the file. */
  readonly seed?: number;
}

/** A config file as the pile of layers that its arms are merged from. */
export interface SourceLayers {
  /** Absolute path. */
  readonly file: string;
  readonly directory: string;
  readonly source: LayerSource;
  /** The layers that all arms stand on, the lowest first. */
  readonly shared: readonly Layer[];
  readonly arms: readonly ArmLayer[];
  /** The options of the command line. */
  readonly overrides: readonly Override[];
  readonly issues: readonly ConfigIssue[];
}

/**
 * Reads a file, the one that its key `base` names, and the options of the command line.
 *
 * @throws ConfigError where there is no mapping to read
 */
export function readLayers(path: string, { set = [], seed }: LoadOptions): SourceLayers {
  const file = resolve(path);
  const directory = dirname(file);
  const source = readFile(path, directory);
  const defaults = createLayer({
    ...source,
    value: { name: parse(file).name },
    locate: () => source.locate([]),
  });
  const { base, issues: baseIssues } = readBase(source);
  const own = base && source.value.arms == null ? base : source;
  const { arms, issues } = readArms(own);
  const names = arms.map(({ name }) => name);
  const read = set.map((text) => readOverride(text, names, process.cwd()));
  const overrides = read.flatMap((option) => option.overrides);
  if (seed !== undefined) overrides.push(seedOverride(seed, directory));
  return {
    file,
    directory,
    source,
    shared: [defaults, ...(base ? [sharedLayer(base)] : []), sharedLayer(source)],
    arms,
    overrides,
    issues: [...baseIssues, ...issues, ...read.flatMap((option) => option.issues)],
  };
}

function sharedLayer(source: LayerSource): Layer {
  const { $schema: _, arms: __, base: ___, sweep: ____, ...value } = source.value;
  return createLayer({ ...source, value });
}

/** The file that `base` names: below this one, key by key; its arms are used where this one has none. */
function readBase(source: LayerSource): { base: LayerSource | null; issues: ConfigIssue[] } {
  const { base: named } = source.value;
  if (named === undefined) return { base: null, issues: [] };
  const refuse = (problem: string, remedy: string) => ({
    base: null,
    issues: [issueAt(source, ['base'], { problem, received: formatReceived(named), remedy })],
  });
  if (typeof named !== 'string' || named === '') {
    return refuse('not allowed', 'name one config, relative to this one: base: other.yaml');
  }
  const path = resolve(source.directory, named);
  const base = readFile(path, dirname(path));
  const nested = ['base', 'sweep'].find((key) => base.value[key] !== undefined);
  if (nested === undefined) return { base, issues: [] };
  return refuse(`${path} has the key ${nested} itself`, `name a config without ${nested}`);
}

/** An issue of a value that the schema of an arm knows nothing of. */
export function issueAt(
  source: LayerSource,
  path: readonly (string | number)[],
  issue: Pick<ConfigIssue, 'problem' | 'received' | 'remedy'> & Partial<ConfigIssue>,
): ConfigIssue {
  let place: string | null = null;
  for (let length = path.length; place === null; length--) place = source.locate(path.slice(0, length));
  return { kind: 'invalid-value', place, path: path.join('.'), allowed: null, ...issue };
}

function readFile(path: string, directory: string): LayerSource & { value: Mapping } {
  const broken = (issue: Pick<ConfigIssue, 'problem' | 'received' | 'allowed' | 'remedy'>) =>
    new ConfigError(path, [{ kind: 'file', place: path, path: '', ...issue }]);
  let text: string;
  try {
    text = readFileSync(resolve(path), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw broken({
      problem: code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`,
      received: null,
      allowed: null,
      remedy: 'name a config; hessian-lab init writes one to start from',
    });
  }
  const source = readYaml(text, path);
  if (source.issues.length > 0) throw new ConfigError(path, source.issues);
  const value = source.value ?? {};
  if (!isMapping(value)) {
    throw broken({
      problem: 'not a config',
      received: formatReceived(value),
      allowed: 'a mapping of keys',
      remedy: 'start with data: { source: boston-house-prices }',
    });
  }
  const locate: LayerSource['locate'] = (keys) =>
    source.locate(keys) ?? (keys.length === 0 ? `${path}:1:1` : null);
  return { value, prefix: [], directory, locate };
}
