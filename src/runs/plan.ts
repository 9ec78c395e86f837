import type { Experiment } from '../config/experiment.ts';
import type { ArmConfig } from '../config/schema.ts';

/** One arm with one seed: what a folder `<arm>/seed-<n>` holds. */
export interface Run {
  readonly arm: string;
  readonly config: ArmConfig;
  readonly seed: number;
}

/** All runs of an experiment: the arms in the config's order, each with its seeds. */
export function planRuns(experiment: Experiment): Run[] {
  return experiment.arms.flatMap(({ name, config }) =>
    config.seeds.map((seed) => ({ arm: name, config, seed })),
  );
}
