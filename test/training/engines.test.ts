/**
 * Training with the closed form and with TensorFlow.js, in every combination of batches, batch norm and update rule.
 * What these alone can catch: a combination whose steps, batch statistics or running statistics one engine gets wrong.
 */
import { describe, expect, it } from 'vitest';
import { availableBackends } from '../../src/objectives/tfjs/backend.ts';
import { openSession } from '../../src/training/session.ts';
import { runArm, smallArm } from '../support/session.ts';

/**
 * Largest relative difference of float32 and float64 paths after 5 epochs of at most 15 steps: each step rounds by 1e-7
 * and the paths, far below the stability limit, do not drive it apart.
 */
const PATH = 2e-5;
/** The same for an eigenvalue: each engine leaves a residual of at most 5e-4 of it. */
const EIGENVALUE = 1e-3;

const rules = [
  { type: 'gradient-descent', learningRate: 0.05 },
  { type: 'momentum', learningRate: 0.02, momentum: 0.9 },
  { type: 'nesterov', learningRate: 0.02, momentum: 0.9 },
];
const combinations = rules.flatMap((optimizer) =>
  [false, true].flatMap((batchNorm) =>
    // Of 30 rows: all at once, four full batches and one of two rows, one of 29 rows and one of a single row.
    (['full', 7, 29] as const).map((batchSize) => ({ optimizer, batchNorm, batchSize })),
  ),
);

const curvature = { method: 'lanczos', tolerance: 5e-4, measure: ['lambda_max'] };

describe.each(combinations)('$optimizer.type, batch norm $batchNorm, batches of $batchSize', (choice) => {
  const { optimizer, batchNorm, batchSize } = choice;
  const run = (engine: string) =>
    runArm(
      smallArm({
        model: { hidden: [6, 4], activation: 'tanh', batchNorm },
        training: { engine, backend: 'wasm', epochs: 5, batchSize, optimizer },
        curvature: { ...curvature, engine },
      }),
    );

  it('takes the same path with the same λmax in both engines', async () => {
    const [ours, theirs] = [await run('closed-form'), await run('tfjs')];
    expect(theirs.records.map(({ step }) => step)).toEqual(ours.records.map(({ step }) => step));
    ours.records.forEach((record, epoch) => {
      const other = theirs.records[epoch]!;
      for (const name of ['trainLoss', 'testLoss', 'gradientNorm'] as const) {
        expect(difference(other[name]!, record[name]!), `${name} at epoch ${epoch}`).toBeLessThan(PATH);
      }
      const { value } = record.curvature!.lambdaMax!;
      expect(difference(other.curvature!.lambdaMax!.value, value)).toBeLessThan(EIGENVALUE);
    });
    ours.outcome.state.running.forEach(({ mean, variance }, layer) => {
      const { running } = theirs.outcome.state;
      expectNear(running[layer]!.mean, mean);
      expectNear(running[layer]!.variance, variance);
    });
  });
});

it('nothing that is trained depends on what measures it', async () => {
  const run = async (measuring: string) => {
    const model = { hidden: [6, 4], batchNorm: true };
    const training = { engine: 'closed-form', backend: 'wasm', epochs: 3, batchSize: 7, optimizer: rules[1] };
    const { records } = await runArm(
      smallArm({ model, training, curvature: { ...curvature, engine: measuring } }),
    );
    return records.map(({ curvature: _, ...trained }) => trained);
  };
  expect(await run('tfjs')).toEqual(await run('closed-form'));
});

it.each(['float32', 'mixed'])(
  'curvature in %s has the λmax of float64, and training stays in float64',
  async (precision) => {
    const run = async (chosen: string) => {
      const model = { hidden: [6, 4], batchNorm: true };
      return runArm(smallArm({ model, curvature: { ...curvature, precision: chosen } }));
    };
    const [expected, found] = [await run('float64'), await run(precision)];
    expect(found.session.engines.curvature).toMatchObject({ name: 'closed-form', precision });
    expect(found.session.engines.training.precision).toBe('float64');
    // The first learning rate rests on λmax, and with it the rest of the path.
    expected.records.forEach((record, epoch) => {
      const other = found.records[epoch]!;
      expect(difference(other.trainLoss, record.trainLoss)).toBeLessThan(EIGENVALUE);
      const { value } = record.curvature!.lambdaMax!;
      expect(difference(other.curvature!.lambdaMax!.value, value)).toBeLessThan(2 * EIGENVALUE);
    });
  },
);

describe('a large net whose products may be in float32', () => {
  const large = (curvature: object) =>
    smallArm({
      data: { source: 'linear', rows: 400, features: 64, testFraction: 0 },
      model: { hidden: [128, 128] },
      training: { engine: 'closed-form', epochs: 0, optimizer: rules[0] },
      curvature: { method: 'lanczos', tolerance: 1e-3, measure: ['lambda_max'], ...curvature },
    });

  it.each(['float32', 'mixed'] as const)(
    'has the λmax of float64 in %s, on what its reason says',
    async (precision) => {
      const expected = await runArm(large({}));
      const found = await runArm(large({ precision }));
      const native = (await availableBackends()).find(({ name }) => name === 'native')!;
      const { backend } = found.session.engines.curvature;
      expect(backend.includes('native-ops')).toBe(native.available);
      expect(found.session.engines.reasons.join()).toContain(
        native.available ? 'large enough for operations on the native backend' : native.reason,
      );
      const [ours, theirs] = [expected, found].map(({ records }) => records[0]!.curvature!.lambdaMax!.value);
      expect(difference(theirs!, ours!)).toBeLessThan(2 * EIGENVALUE);
    },
  );

  it('stays with the kernel where TensorFlow.js trains on another backend, and says so', async () => {
    const arm = large({ precision: 'float32' });
    const session = await openSession(
      { ...arm, training: { ...arm.training, engine: 'tfjs', backend: 'cpu' } },
      1,
    );
    session.dispose();
    expect(session.engines.curvature.backend).toMatch(/^wasm-simd/);
    expect(session.engines.reasons.join()).toMatch(/but (training holds TensorFlow.js on cpu|.* native)/);
  });
});

it('a last batch of one row is told where there is batch norm, since it has no variance', async () => {
  const noticesOf = async (batchNorm: boolean, batchSize: number) => {
    const model = { hidden: [3], batchNorm };
    const session = await openSession(smallArm({ model, training: { engine: 'closed-form', batchSize } }), 1);
    session.dispose();
    return session.notices;
  };
  expect(await noticesOf(true, 29)).toEqual([
    'training.batchSize: 30 rows in batches of 29 leave one row for the last batch of each epoch, whose batch variance is 0',
  ]);
  expect(await noticesOf(true, 28)).toEqual([]);
  expect(await noticesOf(false, 29)).toEqual([]);
});

function difference(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.abs(expected);
}

function expectNear(actual: Float64Array, expected: Float64Array): void {
  const scale = Math.max(...expected.map(Math.abs));
  for (const [i, value] of expected.entries()) {
    expect(Math.abs(actual[i]! - value)).toBeLessThan(PATH * scale);
  }
}
