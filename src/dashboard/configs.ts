import { join } from 'node:path';
import { parse } from 'yaml';
import { differingKeys, type FlatConfig, flatConfig } from '../report/html/flat-config.ts';
import type { TrackedRun } from './catalogue/run.ts';
import { readInside, statInside } from './files/inside.ts';
import { linesOf } from './series/lines.ts';
import type { View } from './series/view.ts';

/** In what the configs of the chosen arms differ. */
export interface ConfigDifferences {
  /** Dotted keys that do not have the same value in all of them. */
  readonly keys: readonly string[];
  /** A row an arm; null where the key is not there. */
  readonly arms: readonly { readonly name: string; readonly values: readonly (string | null)[] }[];
  /** Arms that are left out, beyond the first ones. */
  readonly omitted: number;
}

/** A table of more rows, or columns, is not read. */
const MOST_ARMS = 100;
const MOST_KEYS = 30;

const known = new WeakMap<TrackedRun, { stamp: string | null; config: FlatConfig }>();

/** Compares the configs of the arms of a view; the seeds of an arm share theirs. */
export function configDifferences(view: View): ConfigDifferences {
  const lines = linesOf({ ...view, seeds: 'range' });
  const shown = lines.slice(0, MOST_ARMS);
  const configs = shown.map(({ runs }) => configOf(runs[0]!));
  const keys = differingKeys(configs).slice(0, MOST_KEYS);
  const arms = shown.map(({ name }, i) => ({
    name,
    values: keys.map((key) => configs[i]!.get(key) ?? null),
  }));
  return { keys, arms, omitted: lines.length - shown.length };
}

function configOf(run: TrackedRun): FlatConfig {
  const path = join(run.path, 'config.yaml');
  const stamp = statInside(path);
  const before = known.get(run);
  if (before?.stamp === stamp) return before.config;
  const config = read(path);
  known.set(run, { stamp, config });
  return config;
}

/** One that cannot be read has no keys. */
function read(path: string): FlatConfig {
  try {
    return flatConfig(parse(readInside(path) ?? ''));
  } catch {
    return new Map();
  }
}
