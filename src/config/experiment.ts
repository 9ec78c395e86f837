import type { ArmConfig } from './schema.ts';

/** A config file, resolved: every arm with every key. */
export interface Experiment {
  /** The config's `name`; default: the file's without extension. */
  readonly name: string;
  /** Distinct; every arm runs once for each. */
  readonly seeds: readonly number[];
  /** At least one, in the order of the file; without `arms` one named `default`. */
  readonly arms: readonly {
    /** As the config names it. */
    readonly name: string;
    /** With every key filled in. */
    readonly config: ArmConfig;
  }[];
  /** Absolute path of the config. */
  readonly file: string;
  /** Absolute path of its directory, where its relative paths start. */
  readonly directory: string;
}
