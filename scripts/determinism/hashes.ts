import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { loadExperiment } from '../../src/config/load.ts';
import { QUANTITIES } from '../../src/config/schema/quantities.ts';
import { chosenDirectory } from '../../src/runs/directory.ts';
import { executeExperiment } from '../../src/runs/execute.ts';

/**
 * Everything that computes: a bundled set, whitened; initialisation, split, shuffles; mini-batches with batch norm and
 * momentum; each measurement. On its path are sums, products, quotients and square roots, which IEEE 754 and the
 * WebAssembly standard fix to the last bit, and none of the engine's own functions: `test/determinism.test.ts` sees to it.
 */
const config = {
  name: 'determinism',
  seeds: [1],
  deterministic: true,
  data: { source: 'boston-house-prices', inputs: 'whitened', targets: 'standardized', testFraction: 0.2 },
  model: { hidden: [8, 6], batchNorm: true },
  training: {
    engine: 'closed-form',
    batchSize: 64,
    epochs: 6,
    optimizer: { type: 'momentum', learningRate: 0.02, momentum: 0.9 },
  },
  curvature: { measure: [...QUANTITIES], probeEvery: 3 },
  arms: { tanh: { model: { activation: 'tanh' } }, sigmoid: { model: { activation: 'sigmoid' } } },
};

const FILES = ['epochs.csv', 'parameters.json', 'top-eigenvalues.csv', 'blocks.csv', 'density.csv'];

/** SHA-256 of every file of that run that holds numbers and no clock times, by its name. */
export async function deterministicHashes(): Promise<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'hessian-lab-determinism-'));
  try {
    const file = join(folder, 'determinism.yaml');
    writeFileSync(file, stringify(config));
    const out = join(folder, 'out');
    await chosenDirectory(out);
    await executeExperiment(loadExperiment(file), out, new AbortController().signal);
    const names = ['tanh', 'sigmoid'].flatMap((arm) => FILES.map((name) => `${arm}/seed-1/${name}`));
    return Object.fromEntries(
      ['summary.csv', ...names].map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(out, ...name.split('/'))))
          .digest('hex'),
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
