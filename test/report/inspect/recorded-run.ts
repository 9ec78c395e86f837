import { join } from 'node:path';
import { stringify } from 'yaml';
import { loadExperiment } from '../../../src/config/load.ts';
import { chosenDirectory } from '../../../src/runs/directory.ts';
import { executeExperiment } from '../../../src/runs/execute.ts';
import { writeWhole } from '../../../src/runs/write.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const tiny = {
  name: 'tiny',
  seeds: [1],
  data: { source: 'linear', rows: 30, features: 2 },
  model: { hidden: [4], activation: 'tanh' },
  training: { engine: 'closed-form', epochs: 6, learningRate: { relativeToStability: 0.7 } },
};

/** Runs a tiny config, changed by `overrides`, for one test; gives the folder of its (first) run. */
export async function recordedRun(overrides: object = {}): Promise<string> {
  const directory = temporaryDirectory();
  const file = join(directory, 'tiny.yaml');
  await writeWhole(file, stringify({ ...tiny, ...overrides }));
  const [result] = await executeExperiment(
    loadExperiment(file),
    await chosenDirectory(join(directory, 'out')),
    new AbortController().signal,
  );
  return result!.directory;
}
