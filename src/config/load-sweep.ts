import type { z } from 'zod';
import { checkArms, type LayeredArm } from './check.ts';
import { type ConfigIssue, formatReceived } from './issue.ts';
import type { LayerSource } from './layer.ts';
import { resolveLayers } from './load.ts';
import { formatPath, type Mapping, type Path, sharedPath, valueAt } from './mapping.ts';
import { merge } from './merge.ts';
import { nearest } from './nearest.ts';
import { type Override, type ReadOverrides, readChange, readPath } from './overrides.ts';
import { rangeSchema, type SweepSection, sweepSchema } from './schema/sweep.ts';
import type { ArmConfig } from './schema.ts';
import { issueAt, type LoadOptions, readLayers } from './source-layers.ts';

/** One value that a point of a sweep gives to a path. */
export interface PointValue {
  /** Dotted, as in `--set`. */
  readonly path: string;
  readonly value: unknown;
  /** Where in the section it stands, for issues: `['axes', path, 2]`. */
  readonly written: Path;
}

/** A point of a sweep under one arm. */
export interface ResolvedPoint {
  readonly arm: string;
  /** Whether the config has arms; else this is its only one, `default`. */
  readonly hasArms: boolean;
  /** null where there are issues. */
  readonly config: ArmConfig | null;
  readonly issues: readonly ConfigIssue[];
  /** The config as far as it was written, for conditions that leave out what is wrong. */
  readonly written: Mapping;
}

/** A file with a `sweep` section, read and not yet resolved. */
export interface SweepSource {
  /** Absolute path. */
  readonly file: string;
  readonly directory: string;
  /** null where the section has issues. */
  readonly section: SweepSection | null;
  readonly issues: readonly ConfigIssue[];
  /** An issue at a place of the section. */
  issueAt(path: Path, issue: Pick<ConfigIssue, 'problem' | 'received' | 'remedy'>): ConfigIssue;
  /** Lays the values of a point over each arm; `--set` wins over arms and loses against the point. */
  resolve(point: readonly PointValue[]): readonly ResolvedPoint[];
}

/**
 * Reads a sweep: a config as `loadExperiment` reads it, with a section `sweep`.
 *
 * @throws ConfigError where there is no mapping to read; all other issues are in what is returned
 */
export function loadSweep(path: string, options: LoadOptions = {}): SweepSource {
  const layers = readLayers(path, options);
  const { file, directory, source, shared, arms, overrides } = layers;
  const { section, issues } = readSection(source, path);
  const names = arms.map(({ name }) => name);
  const hasArms = arms.length > 1 || names[0] !== 'default';
  const at: SweepSource['issueAt'] = (where, issue) => issueAt(source, ['sweep', ...where], issue);
  return {
    file,
    directory,
    section,
    issues: [...layers.issues, ...issues],
    issueAt: at,
    resolve(point) {
      const read = point.map(({ path: dotted, value, written }) => {
        const keys = readPath(dotted);
        const { place } = at(written, { problem: '', received: null, remedy: '' });
        if (keys === null) {
          const remedy = 'write a path as training.epochs';
          return {
            overrides: [],
            issues: [at(written, { problem: 'no path of keys', received: formatReceived(dotted), remedy })],
          };
        }
        return readChange({ path: keys, value }, names, {
          place,
          directory,
          write: (whole, example = '…') => `${whole}: ${example}`,
        });
      });
      const changes = [...overrides, ...read.flatMap((one) => one.overrides)];
      return arms.map(({ name, layer }) => {
        const own = changes.filter(({ arm }) => arm === null || arm === name);
        const pile = [...shared, layer, ...own.map((change) => change.layer)];
        const arm: LayeredArm = { name, layers: pile, own: layer };
        const found = [
          ...read.flatMap((one) => one.issues),
          ...clashes(point, read, name, at),
          ...checkArms([arm], shared),
        ];
        return {
          arm: name,
          hasArms,
          config: found.length === 0 ? resolveLayers(pile) : null,
          issues: found,
          written: pile.map(({ value }) => value).reduce((below, above) => merge(below, above)),
        };
      });
    },
  };
}

/**
 * Values of a point that give one key two values under an arm: the later one would win, and the run's row in `sweep.csv`
 * would tell of both.
 */
function clashes(
  point: readonly PointValue[],
  read: readonly ReadOverrides[],
  arm: string,
  issueAt: SweepSource['issueAt'],
): ConfigIssue[] {
  const layersOf = ({ overrides }: ReadOverrides) =>
    overrides.filter((one: Override) => one.arm === null || one.arm === arm).map(({ layer }) => layer.value);
  return read.flatMap((one, index) => {
    for (const [before, other] of read.slice(0, index).entries()) {
      const paths = layersOf(one).flatMap((mine) =>
        layersOf(other).map((theirs) => sharedPath(mine, theirs)),
      );
      const shared = paths.find((path) => path !== null);
      if (!shared) continue;
      const { written } = point[index]!;
      // Of an axis all values are told at once.
      const place = written[0] === 'axes' ? written.slice(0, 2) : written;
      const problem = `sets ${formatPath(shared)}, and so does ${point[before]!.path}`;
      return [issueAt(place, { problem, received: null, remedy: 'give each key one value in a point' })];
    }
    return [];
  });
}

const KEYS = Object.keys(sweepSchema.shape);

function readSection(
  source: LayerSource,
  path: string,
): { section: SweepSection | null; issues: ConfigIssue[] } {
  const { sweep } = source.value;
  if (sweep === undefined) {
    const remedy = `add one, such as sweep: { axes: { training.learningRate: [0.01, 0.1] } }, or run the config with hessian-lab run ${path}`;
    const issue = issueAt(source, [], { problem: 'has no section sweep', received: null, remedy });
    return { section: null, issues: [{ ...issue, kind: 'missing-key', path: 'sweep' }] };
  }
  const { success, data, error } = sweepSchema.safeParse(sweep);
  if (success) return { section: data, issues: [] };
  const issues = error.issues.flatMap((issue) => explain(issue, sweep, []));
  return {
    section: null,
    issues: issues.map(({ path: where, ...rest }) => issueAt(source, ['sweep', ...where], rest)),
  };
}

type SchemaIssue = z.core.$ZodIssue;

/** What the schema has against the section; its messages are what it allows. */
function explain(
  issue: SchemaIssue,
  section: unknown,
  prefix: Path,
): (Omit<ConfigIssue, 'place' | 'path'> & { path: Path })[] {
  const path = [...prefix, ...issue.path] as Path;
  const value = valueAt(section, path);
  if (issue.code === 'unrecognized_keys') {
    const known = path.length === 0 ? KEYS : Object.keys(rangeSchema.shape);
    return issue.keys.map((key) => {
      const near = nearest(key, known);
      return {
        kind: 'unknown-key',
        path: [...path, key],
        problem: 'unknown key',
        received: formatReceived(valueAt(section, [...path, key])),
        allowed: known.join(', '),
        remedy: near ? `did you mean ${near}?` : 'remove it',
      };
    });
  }
  if (issue.code === 'invalid_union') {
    // A mapping is meant as a range, and is told what is wrong inside.
    const inside = rangeSchema.safeParse(value).error?.issues ?? [];
    const isRange = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (isRange) return inside.flatMap((one) => explain(one, section, path));
    if (Array.isArray(value)) return explain({ ...issue.errors[0]![0]!, path: issue.path }, section, prefix);
  }
  const isMissing = value === undefined;
  return [
    {
      kind: isMissing ? 'missing-key' : 'invalid-value',
      path,
      problem: isMissing ? 'missing; it has no default' : value === null ? 'no value' : 'not allowed',
      received: formatReceived(value),
      allowed: issue.message,
      remedy: isMissing ? `add ${path.at(-1)}` : 'write one of the allowed values',
    },
  ];
}
