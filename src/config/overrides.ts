import { nodesAt, takesMapping } from './allowed.ts';
import { TOP_ONLY } from './arms.ts';
import { type ConfigIssue, formatReceived } from './issue.ts';
import { createLayer, type Layer } from './layer.ts';
import { isMapping, type Mapping } from './mapping.ts';
import { nearest } from './nearest.ts';
import { readYaml } from './yaml-source.ts';

/** What one option of the command line changes. */
export interface Override {
  /** The arm it changes; null: every arm. */
  readonly arm: string | null;
  readonly layer: Layer;
}

/** Overrides that could be read, and what is wrong with the others. */
export interface ReadOverrides {
  readonly overrides: readonly Override[];
  readonly issues: readonly ConfigIssue[];
}

/**
 * Reads a `--set` text: a dotted path, `=`, and a YAML value such as `0.1`, `[8, 8]` or `{ source: penguins }`.
 *
 * A mapping merges into what is there, as an arm does; everything else replaces. `arms.<name>.…` changes one arm,
 * whose name may contain dots. A file path in the value starts from `directory`, the current one, as with every
 * other argument of a command.
 */
export function readOverride(text: string, arms: readonly string[], directory: string): ReadOverrides {
  const place = `--set ${text}`;
  const refused = (refusal: Refusal): ReadOverrides => ({
    overrides: [],
    issues: [{ kind: 'override', place, allowed: null, ...refusal }],
  });
  const assignment = readAssignment(text, place);
  if ('problem' in assignment) return refused(assignment);
  const write = (path: string, example = '…') => `--set ${path}=${example}`;
  return readChange(assignment, arms, { place, directory, write });
}

/** Where a change of a path comes from. */
export interface ChangeOrigin {
  /** Named in issues. */
  readonly place: string;
  /** Where relative paths in the value start. */
  readonly directory: string;
  /** How a path is given a value there, for remedies. */
  write(path: string, example?: string): string;
}

/** Lays one value at a path of the config, as `--set` does, wherever path and value come from. */
export function readChange(
  assignment: Assignment,
  arms: readonly string[],
  { place, directory, write }: ChangeOrigin,
): ReadOverrides {
  const refused = (refusal: Refusal): ReadOverrides => ({
    overrides: [],
    issues: [{ kind: 'override', place, allowed: null, ...refusal }],
  });
  const changes = changesOf(assignment, arms);
  if ('problem' in changes) return refused(changes);
  const refusal = changes
    .map((change) => refusalOf(change, assignment, write))
    .find((found) => found !== null);
  if (refusal) return refused(refusal);
  const overrides = changes.map(({ arm, keys, value }) => {
    const prefix = arm === null ? [] : ['arms', arm];
    const nested = nest(keys, value) as Mapping;
    return { arm, layer: createLayer({ value: nested, prefix, directory, locate: () => place }) };
  });
  return { overrides, issues: [] };
}

/** `--seed n`: replaces the list of seeds by `[n]`. */
export function seedOverride(seed: number, directory: string): Override {
  const locate = () => `--seed ${seed}`;
  return { arm: null, layer: createLayer({ value: { seeds: [seed] }, prefix: [], directory, locate }) };
}

type Refusal = Pick<ConfigIssue, 'path' | 'problem' | 'received' | 'remedy'>;

/** A value and where it goes. */
export interface Assignment {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** What to lay over one arm, or over every arm (`arm` null): a value below some keys. */
interface Change {
  readonly arm: string | null;
  readonly keys: readonly string[];
  readonly value: unknown;
}

const EXAMPLE = 'write --set training.epochs=50';

/** The keys of a dotted path; null where it is none. */
export function readPath(dotted: string): string[] | null {
  const keys = dotted.split('.');
  return keys.includes('') || keys.includes('__proto__') ? null : keys;
}

function readAssignment(text: string, place: string): Assignment | Refusal {
  const equals = text.indexOf('=');
  if (equals < 0) return { path: '', problem: 'no "="', received: formatReceived(text), remedy: EXAMPLE };
  const dotted = text.slice(0, equals).trim();
  const path = readPath(dotted);
  if (path === null) {
    const received = formatReceived(dotted);
    return { path: '', problem: 'no path of keys before "="', received, remedy: EXAMPLE };
  }
  const written = text.slice(equals + 1);
  const { value, issues } = readYaml(written, place);
  const [error] = issues;
  if (!error) return { path, value };
  return { path: dotted, problem: error.problem, received: formatReceived(written), remedy: error.remedy };
}

/** Splits an assignment to `arms…` by arm, whose name is the longest that fits; any other is one for all arms. */
function changesOf({ path, value }: Assignment, arms: readonly string[]): Change[] | Refusal {
  const [first, ...rest] = path;
  if (first !== 'arms') return [{ arm: null, keys: path, value }];
  if (rest.length === 0) {
    const entries = isMapping(value) ? Object.entries(value) : [];
    const unknown = isMapping(value) ? entries.find(([arm]) => !arms.includes(arm))?.[0] : '';
    if (unknown !== undefined) return unknownArm(unknown, path, value, arms);
    return entries.map(([arm, overrides]) => ({ arm, keys: [], value: overrides }));
  }
  for (let length = rest.length; length > 0; length--) {
    const arm = rest.slice(0, length).join('.');
    if (arms.includes(arm)) return [{ arm, keys: rest.slice(length), value }];
  }
  return unknownArm(rest[0]!, path, value, arms);
}

function unknownArm(arm: string, path: readonly string[], value: unknown, arms: readonly string[]): Refusal {
  const near = nearest(arm, arms);
  const remedy = near ? `did you mean ${near}?` : `write one of the arms: ${arms.join(', ')}`;
  const problem = `no arm named ${formatReceived(arm)}`;
  return { path: path.join('.'), problem, received: formatReceived(value), remedy };
}

/** What the schema could not tell in words that fit a `--set`: paths below single values, and arms that are none. */
function refusalOf(
  { arm, keys, value }: Change,
  assignment: Assignment,
  write: ChangeOrigin['write'],
): Refusal | null {
  const path = assignment.path.join('.');
  const received = formatReceived(assignment.value);
  const holder = keys
    .slice(0, -1)
    .map((_, index) => keys.slice(0, index + 1))
    .find((above) => nodesAt(above).length > 0 && !takesMapping(above))
    ?.join('.');
  if (holder) {
    const remedy = `set it as a whole: ${write(holder)}`;
    return { path, problem: `${holder} has no keys below it`, received, remedy };
  }
  if (arm === null) return null;
  if (keys.length === 0 && !isMapping(value)) {
    return {
      path,
      problem: 'an arm is a mapping',
      received,
      remedy: `write ${write(`arms.${arm}.key`, 'value')}`,
    };
  }
  const top = (keys.length > 0 ? keys.slice(0, 1) : Object.keys(value as Mapping)).find((key) =>
    TOP_ONLY.includes(key),
  );
  if (top === undefined) return null;
  const remedy = `set it for all arms: ${write(top)}`;
  return { path, problem: `an arm cannot override ${top}`, received, remedy };
}

function nest(path: readonly string[], value: unknown): unknown {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}
