import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Experiment } from '../../src/config/experiment.ts';
import { loadExperiment } from '../../src/config/load.ts';
import { writeWhole } from '../../src/runs/write.ts';
import { filesOf, type Job, jobId } from '../../src/sweeps/job.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** A small net with everything that a checkpoint has to carry: mini-batches, batch norm, momentum, warm starts. */
export const smallNet = {
  name: 'small',
  data: { source: 'sine', rows: 40, features: 3, testFraction: 0.2 },
  model: { hidden: [4], activation: 'tanh', batchNorm: true },
  training: {
    engine: 'closed-form',
    optimizer: { type: 'momentum', learningRate: 0.01, momentum: 0.8 },
    batchSize: 8,
    epochs: 8,
  },
};

/** The config of `smallNet` with some sections replaced, read from a file. */
export async function experimentOf(overrides: object = {}): Promise<Experiment> {
  const file = join(temporaryDirectory(), 'small.yaml');
  await writeWhole(file, stringify({ ...smallNet, ...overrides }));
  return loadExperiment(file);
}

/** The one job of an experiment with one arm, for a seed. */
export function jobOf({ arms }: Experiment, seed: number, label = 'default'): Job {
  const [{ name, config }] = arms as [Experiment['arms'][number]];
  const own = { ...config, seeds: [seed] };
  const files = filesOf(own, new Map());
  const id = jobId(own, seed, files);
  return {
    id,
    label,
    folder: `${label}/seed-${seed}`,
    arm: name,
    seed,
    values: {},
    config: own,
    files,
    git: null,
  };
}
