/**
 * Same config, same seed, same bytes: with any number of threads and processes, and with `deterministic: true` on any engine of
 * JavaScript. The committed hash is compared in `scripts/determinism.test.ts`; here is why it holds: nothing on that path is
 * left to the engine or the processor.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, test, vi } from 'vitest';
import { deterministicHashes } from '../scripts/determinism/hashes.ts';
import { availableBackends } from '../src/objectives/tfjs/backend.ts';
import { executeJob } from '../src/sweeps/execute-job.ts';
import type { Job } from '../src/sweeps/job.ts';
import { localExecutor } from '../src/sweeps/local.ts';
import { EXACT, platformMaths } from './support/numeric-rules.ts';
import { findings, sourceOf, sourcesBelow } from './support/syntax.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';
import { experimentOf, jobOf } from './sweeps/jobs.ts';

afterEach(() => void vi.unstubAllEnvs());

/** All that computes on the closed form, from data to files. */
const ROOMS = ['config', 'curvature', 'data', 'models', 'numerics', 'objectives/closed-form', 'optimizers'];
const path = [...ROOMS, 'runs', 'training'].flatMap((room) => sourcesBelow(`src/${room}`));

/** Not on the path of a deterministic run, or told in the README. */
const EXCEPTIONS = [
  // The oracle in plain TypeScript: runs compute in the kernel.
  'src/objectives/closed-form/reference/activations.ts: Math.exp',
  'src/objectives/closed-form/reference/activations.ts: Math.tanh',
  'src/objectives/closed-form/reference/batch-norm.ts: (z[i * units + j]! - mean[j]!) ** 2',
  'src/objectives/closed-form/reference/forward.ts: (predictions[i]! - targets[i]!) ** 2',
  // Functions of the library that no run calls.
  'src/curvature/critical-points/krylov-model.ts: (1 - sigma * filtered) ** 2',
  'src/curvature/critical-points/krylov-model.ts: Math.hypot',
  'src/curvature/reliability.ts: Math.atanh',
  'src/curvature/reliability.ts: Math.cosh',
  // Drawn sources that the README excludes.
  'src/data/synthetic/covariance.ts: conditionNumber ** ((i / (features - 1) - 0.5) / 2)',
  'src/data/synthetic/sine.ts: Math.sin',
];

describe('what computes', () => {
  it('takes no powers and no functions whose last bits are left to the engine', () => {
    expect([...new Set(findings(path, platformMaths))].sort()).toEqual([...EXCEPTIONS].sort());
  });

  it.each([
    'Math.exp(x)',
    'x ** 2',
    'x **= 3',
    'const { tanh } = Math;',
    "Math['sin'](x)",
    '2 ** -x',
    'f(Math)',
  ])('%s would be found', (code) =>
    expect(findings([sourceOf('broken.ts', code)], platformMaths)).toHaveLength(1),
  );

  it.each(['Math.sqrt(x * x)', '2 ** -52', 'Math.PI', '// Math.exp', "'Math.exp'"])('%s is fine', (code) =>
    expect(findings([sourceOf('fine.ts', code)], platformMaths)).toEqual([]),
  );
});

describe("a deterministic run, libraries included, asks for none of the engine's functions", () => {
  const inexact = Object.getOwnPropertyNames(Math).filter(
    (name) => typeof Math[name as keyof Math] === 'function' && !EXACT.includes(name),
  );
  const originals = new Map(
    inexact.map((name) => [name, Reflect.get(Math, name) as (...x: number[]) => number]),
  );
  afterEach(() => {
    for (const [name, original] of originals) Reflect.set(Math, name, original);
  });

  it('at any time', async () => {
    expect(inexact).toEqual(expect.arrayContaining(['exp', 'log', 'pow', 'sin', 'tanh', 'random', 'hypot']));
    const committed = JSON.parse(readFileSync(new URL('golden/determinism.json', import.meta.url), 'utf8'));
    // Other last bits than the engine's, as another engine has them.
    for (const [name, original] of originals) {
      Reflect.set(Math, name, (...x: number[]) => original(...x) * (1 + 1e-9));
    }
    expect(Math.exp(1)).not.toBe(Math.E);
    expect(await deterministicHashes()).toEqual(committed);
  });
});

describe('the kernel', () => {
  const folder = new URL('../src/objectives/closed-form/kernel/', import.meta.url);
  const bytes = (name: string) => readFileSync(new URL(`${name}.wasm`, folder));

  /** Instructions of relaxed SIMD: the prefix 0xfd and a number from 0x100 to 0x12f, in LEB128. */
  function relaxedInstructions(binary: Uint8Array): number {
    let count = 0;
    for (let i = 0; i + 2 < binary.length; i++) {
      const [prefix, low, high] = binary.subarray(i, i + 3) as Uint8Array & [number, number, number];
      if (prefix === 0xfd && low >= 0x80 && low <= 0xaf && high === 0x02) count++;
    }
    return count;
  }

  it.each(['kernel', 'kernel-f32'])(
    '%s has no relaxed instructions, whose result the processor chooses',
    (name) => {
      expect(relaxedInstructions(bytes(name))).toBe(0);
      // The count is one of instructions: the other build has them.
      expect(relaxedInstructions(bytes(`${name}-fma`))).toBeGreaterThan(10);
    },
  );

  it.each(['kernel', 'kernel-f32'])(
    '%s takes its memory from JavaScript, sleep and wake, and no functions of Math',
    (name) => {
      const { WebAssembly } = globalThis as unknown as {
        WebAssembly: {
          Module: { new (bytes: Uint8Array): object; imports(module: object): { name: string }[] };
        };
      };
      const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes(name)));
      expect(imports.map((one) => one.name).sort()).toEqual(['memory', 'sleep', 'wake']);
    },
  );
});

/** Large enough for a pass to be shared among threads: 800 rows on 20-40-40-1 are 2 million multiply-adds. */
const wide = {
  data: { source: 'linear', rows: 1000, features: 20, testFraction: 0.2 },
  model: { hidden: [40, 40], activation: 'tanh', batchNorm: false },
  training: {
    engine: 'closed-form',
    optimizer: { type: 'momentum', learningRate: 0.01, momentum: 0.8 },
    batchSize: 400,
    epochs: 3,
  },
  curvature: { measure: ['lambda_max', 'trace', 'gauss_newton', { density: { probes: 2, steps: 8 } }] },
};

function bytesOf(directory: string, jobs: readonly Job[]): string[] {
  return jobs.flatMap(({ folder }) =>
    ['epochs.csv', 'density.csv', 'parameters.json'].map((name) =>
      readFileSync(join(directory, folder, name), 'utf8'),
    ),
  );
}

test('1, 2 and 4 threads, in this process and in 1 and 2 others, leave the same bytes', async () => {
  const experiment = await experimentOf(wide);
  const jobs = [1, 2].map((seed) => jobOf(experiment, seed));
  const never = new AbortController().signal;
  const results: string[][] = [];
  for (const threads of ['1', '2', '4']) {
    vi.stubEnv('HESSIAN_LAB_THREADS', threads);
    const directory = temporaryDirectory();
    for (const job of jobs) await executeJob(job, directory, never);
    results.push(bytesOf(directory, jobs));
  }
  // The workers run from the sources, as this process does by means of vitest.
  vi.stubEnv('NODE_OPTIONS', `--import ${import.meta.resolve('tsx')}`);
  for (const [processes, threads] of [
    [1, '4'],
    [2, '2'],
  ] as const) {
    vi.stubEnv('HESSIAN_LAB_THREADS', threads);
    const directory = temporaryDirectory();
    const executor = localExecutor(directory, processes);
    await executor.run(jobs, {}, never);
    await executor.close();
    results.push(bytesOf(directory, jobs));
  }
  expect(results).toHaveLength(5);
  for (const other of results) expect(other).toEqual(results[0]);
});

describe.each((await availableBackends()).filter(({ available }) => available).map(({ name }) => name))(
  'TensorFlow.js on %s',
  (backend) => {
    it('leaves the same bytes again, here and in a process of its own', async () => {
      const training = { ...wide.training, engine: 'tfjs', backend, epochs: 1 };
      const curvature = { engine: 'tfjs', measure: ['lambda_max'], maxIterations: 4 };
      const data = { ...wide.data, rows: 300 };
      const jobs = [jobOf(await experimentOf({ ...wide, data, training, curvature }), 1)];
      const never = new AbortController().signal;
      const [first, second, elsewhere] = [temporaryDirectory(), temporaryDirectory(), temporaryDirectory()];
      for (const directory of [first, second]) await executeJob(jobs[0]!, directory, never);
      vi.stubEnv('NODE_OPTIONS', `--import ${import.meta.resolve('tsx')}`);
      // One thread in TensorFlow's own pool, which here has as many as there are processors.
      vi.stubEnv('TF_NUM_INTRAOP_THREADS', '1');
      const executor = localExecutor(elsewhere, 1);
      await executor.run(jobs, {}, never);
      await executor.close();
      const columns = (directory: string) =>
        ['epochs.csv', 'parameters.json'].map((name) =>
          readFileSync(join(directory, jobs[0]!.folder, name), 'utf8'),
        );
      expect(columns(second)).toEqual(columns(first));
      expect(columns(elsewhere)).toEqual(columns(first));
    });
  },
);
