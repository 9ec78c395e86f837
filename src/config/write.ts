import { stringify } from 'yaml';
import type { ArmConfig } from './schema.ts';

/**
 * A resolved arm as YAML: the `config.yaml` of a run directory. `loadExperiment` reads it back to the same arm, with
 * nothing left to default and paths absolute.
 */
export function writeConfig(config: ArmConfig): string {
  return stringify(config, { version: '1.2', lineWidth: 0, aliasDuplicateObjects: false });
}
