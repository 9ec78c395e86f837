import type { StabilityRule } from '../../curvature/stability.ts';

/** A config as values by dotted key, `training.optimizer.type` → `momentum`; lists as JSON. */
export type FlatConfig = ReadonlyMap<string, string>;

/** Keys in which the runs of one arm differ, or that change no number. */
const NOT_OF_THE_ARM = ['$schema', 'name', 'seeds'];

/** Flattens what a YAML file holds, of any version; a document that is no mapping has no keys. */
export function flatConfig(document: unknown): FlatConfig {
  const flat = new Map<string, string>();
  const visit = (value: unknown, keys: readonly string[]): void => {
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      for (const [key, entry] of Object.entries(value)) visit(entry, [...keys, key]);
    } else if (keys.length > 0 && !NOT_OF_THE_ARM.includes(keys[0]!)) {
      flat.set(keys.join('.'), typeof value === 'string' ? value : JSON.stringify(value));
    }
  };
  visit(document, []);
  return flat;
}

/** The keys that do not have the same value in all configs, in the order of their first appearance. */
export function differingKeys(configs: readonly FlatConfig[]): string[] {
  const keys = [...new Set(configs.flatMap((config) => [...config.keys()]))];
  return keys.filter((key) => new Set(configs.map((config) => config.get(key))).size > 1);
}

/** The update rule of a config, for its stability limit; null where it is none of those known. */
export function ruleOf(config: FlatConfig): StabilityRule | null {
  const type = config.get('training.optimizer.type') ?? 'gradient-descent';
  if (type === 'gradient-descent') return { type };
  const momentum = Number(config.get('training.optimizer.momentum') ?? Number.NaN);
  if ((type === 'momentum' || type === 'nesterov') && momentum >= 0 && momentum < 1)
    return { type, momentum };
  return null;
}
