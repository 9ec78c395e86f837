import { type ConfigIssue, formatReceived } from './issue.ts';
import { createLayer, type Layer, type LayerSource } from './layer.ts';
import { isMapping } from './mapping.ts';
import { NAME_PATTERN, NAME_RULE } from './schema/name.ts';
import { identity } from './schema.ts';

/** An arm's own keys. */
export interface ArmLayer {
  readonly name: string;
  readonly layer: Layer;
}

/** Files that stand beside the directories of the arms. */
const RESERVED = ['summary.csv', 'config.yaml', 'lock.json', 'sweep.csv', 'sweep.json'];

/** Keys that stand once in a file and in no arm. */
export const TOP_ONLY: readonly string[] = [...Object.keys(identity), 'arms', 'base', 'sweep', '$schema'];

/**
 * Reads the `arms` of a file; without any there is one named `default`. An arm without a value has no overrides.
 *
 * @param source the file: `value.arms` is read, and places are looked up below `arms`
 */
export function readArms(source: LayerSource): { arms: ArmLayer[]; issues: ConfigIssue[] } {
  const issues: ConfigIssue[] = [];
  const report = (keys: readonly string[], issue: Omit<ConfigIssue, 'place' | 'path'>) =>
    issues.push({ ...issue, place: source.locate(keys) ?? source.locate([])!, path: keys.join('.') });

  const written = source.value.arms ?? {};
  if (!isMapping(written)) {
    report(['arms'], {
      kind: 'invalid-value',
      problem: 'not allowed',
      received: formatReceived(written),
      allowed: 'a mapping from names to overrides',
      remedy: 'write arms: { raw: {}, standardized: { data: { inputs: standardized } } }',
    });
  }
  const entries = isMapping(written) ? Object.entries(written) : [];
  const arms = entries.map(([name, value]): ArmLayer => {
    const prefix = ['arms', name];
    for (const issue of nameIssues(name, Object.keys(written))) report(prefix, issue);
    if (value !== null && !isMapping(value)) {
      report(prefix, {
        kind: 'invalid-value',
        problem: 'not allowed',
        received: formatReceived(value),
        allowed: 'a mapping of overrides, {} for none',
        remedy: `write ${name}: {}`,
      });
    }
    const { layer, misplaced } = armLayer(value, { ...source, prefix });
    for (const key of misplaced) {
      report([...prefix, key], {
        kind: 'unknown-key',
        problem: 'an arm cannot override it',
        received: formatReceived((value as Record<string, unknown>)[key]),
        allowed: null,
        remedy: 'write it once, at the top of the file',
      });
    }
    return { name, layer };
  });
  return { arms: arms.length > 0 ? arms : [{ name: 'default', layer: armLayer({}, source).layer }], issues };
}

function armLayer(value: unknown, source: LayerSource): { layer: Layer; misplaced: string[] } {
  const keys = isMapping(value) ? value : {};
  const misplaced = TOP_ONLY.filter((key) => Object.hasOwn(keys, key));
  const own = Object.fromEntries(Object.entries(keys).filter(([key]) => !misplaced.includes(key)));
  return { layer: createLayer({ ...source, value: own }), misplaced };
}

function nameIssues(name: string, names: readonly string[]): Omit<ConfigIssue, 'place' | 'path'>[] {
  const received = formatReceived(name);
  if (!NAME_PATTERN.test(name) || RESERVED.includes(name.toLowerCase())) {
    const problem = 'the name of an arm becomes a directory';
    return [{ kind: 'invalid-value', problem, received, allowed: NAME_RULE, remedy: 'choose another name' }];
  }
  const first = names.find((other) => other.toLowerCase() === name.toLowerCase());
  if (first === name) return [];
  const problem = `differs from ${formatReceived(first)} in upper and lower case only, which is one directory on macOS and Windows`;
  return [{ kind: 'clash', problem, received, allowed: null, remedy: 'choose another name' }];
}
