import { stringify } from 'yaml';
import type { Experiment } from './experiment.ts';
import type { ArmConfig } from './schema.ts';

/**
 * A resolved arm as YAML: the `config.yaml` of a run directory. `loadExperiment` reads it back to the same arm, with
 * nothing left to default and paths absolute.
 */
export function writeConfig(config: ArmConfig): string {
  return toYaml(config);
}

/**
 * A resolved experiment as YAML: the `config.yaml` at the top of a run directory, with every key in every arm.
 * `loadExperiment` reads it back to the same arms.
 */
export function writeExperiment({ name, seeds, arms }: Experiment): string {
  const sections = arms.map(({ name: arm, config: { name: _name, seeds: _seeds, ...rest } }) => [arm, rest]);
  return toYaml({ name, seeds, arms: Object.fromEntries(sections) });
}

function toYaml(value: object): string {
  return stringify(value, { version: '1.2', lineWidth: 0, aliasDuplicateObjects: false });
}
