import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TrainingState } from '../../src/training/state.ts';
import { runArm, smallArm } from '../support/session.ts';

const optimizer = { type: 'gradient-descent', learningRate: 0.05 };

describe('the records of a run', () => {
  it('start before the first step and end after the last, one an epoch', async () => {
    const { records, outcome } = await runArm(smallArm());
    expect(records.map(({ epoch, step }) => [epoch, step])).toEqual(
      Array.from({ length: 7 }, (_, epoch) => [epoch, epoch]),
    );
    expect(outcome.status).toBe('completed');
    expect(outcome.state.epoch).toBe(6);
  });

  it('hold loss and gradient of their own parameters', async () => {
    const { events, session } = await runArm(smallArm());
    for (const { record, state } of events) {
      const { inputs, targets } = session.data.train;
      const objective = session.engines.training.createObjective(session.specification, inputs, targets);
      const { value, gradient } = objective.linearize(state.parameters);
      expect(record.trainLoss).toBe(value);
      expect(record.gradientNorm).toBeCloseTo(Math.hypot(...gradient), 12);
    }
  });

  it('with no epochs measure the start only', async () => {
    const { records } = await runArm(smallArm({ training: { engine: 'closed-form', epochs: 0 } }));
    expect(records).toHaveLength(1);
    expect(records[0]!.curvature?.lambdaMax?.status).toBe('converged');
  });

  it('have no test loss without a test split', async () => {
    const data = { source: 'sine', rows: 30, testFraction: 0 };
    const { records } = await runArm(smallArm({ data }));
    expect(records.every(({ testLoss }) => testLoss === null)).toBe(true);
  });

  it('of mini-batch training count a step for each batch and the whole split once', async () => {
    // 30 training rows in batches of 8: four steps an epoch.
    const { records, outcome } = await runArm(
      smallArm({ training: { engine: 'closed-form', epochs: 3, batchSize: 8, optimizer } }),
    );
    expect(records.map(({ step }) => step)).toEqual([0, 4, 8, 12]);
    expect(outcome.state.gradients).toBe(4 + 12);
  });

  it('one mini-batch of all rows takes the same path as full-batch training, to rounding', async () => {
    const training = { engine: 'closed-form', epochs: 5, optimizer };
    const full = await runArm(smallArm({ training }));
    const batched = await runArm(smallArm({ training: { ...training, batchSize: 30 } }));
    batched.records.forEach(({ trainLoss }, epoch) => {
      expect(trainLoss).toBeCloseTo(full.records[epoch]!.trainLoss, 12);
    });
  });
});

describe('a learning rate relative to the stability limit', () => {
  it.each([
    ['gradient-descent', 0.5],
    ['momentum', 0.8],
    ['nesterov', 0.3],
  ])('of %s gives exactly that stability ratio at the start', async (type, ratio) => {
    const rule = { type, learningRate: { relativeToStability: ratio } };
    const { records } = await runArm(
      smallArm({ training: { engine: 'closed-form', epochs: 1, optimizer: rule } }),
    );
    expect(records[0]!.curvature!.stabilityRatio).toBeCloseTo(ratio, 12);
    expect(records[1]!.learningRate).toBe(records[0]!.learningRate);
  });

  it('rests on a certified λmax, though the budget of a row is too small for it', async () => {
    const training = { engine: 'closed-form', epochs: 0 };
    const { records } = await runArm(smallArm({ training, curvature: { maxIterations: 1 } }));
    const { records: certain } = await runArm(smallArm({ training, curvature: { tolerance: 1e-6 } }));
    const [first] = records;
    expect(first!.curvature!.lambdaMax!.status).toBe('converged');
    // Both eigenvalues are right to the square of their residuals over the gap.
    expect(first!.learningRate / certain[0]!.learningRate).toBeCloseTo(1, 4);
    expect(first!.curvature!.stabilityRatio).toBeCloseTo(0.5, 12);
    expect(first!.curvature!.lambdaMax!.products).toBeGreaterThan(1);
  });

  it('needs λmax once, though only the trace is measured', async () => {
    const { records } = await runArm(
      smallArm({ curvature: { measure: ['trace'] }, training: { engine: 'closed-form', epochs: 1 } }),
    );
    expect(records[0]!.learningRate).toBeGreaterThan(0);
    expect(records[1]!.curvature!.lambdaMax).toBeNull();
    expect(records[1]!.curvature!.trace!.products).toBeGreaterThan(0);
  });

  it('is refused with the remedy where λmax cannot be told', async () => {
    // Zero weights keep the loss finite, but the Hessian (2/n) X̃ᵀX̃ of inputs near 1e200 overflows.
    const file = join(mkdtempSync(join(tmpdir(), 'hessian-lab-')), 'zeros.json');
    const parameters = [
      { name: 'layer1/kernel', shape: [1, 1], values: [0] },
      { name: 'layer1/bias', shape: [1], values: [0] },
    ];
    writeFileSync(file, JSON.stringify({ parameters }));
    const config = smallArm({
      data: {
        source: 'linear',
        rows: 10,
        features: 1,
        mean: 1e200,
        targets: 'standardized',
        testFraction: 0,
      },
      model: { hidden: [], initialization: { file } },
    });
    await expect(runArm(config)).rejects.toThrow(
      /relativeToStability: λmax at the start is .*\(non-finite\).*give learningRate as a number/,
    );
  });
});

describe('gradient descent on a linear model', () => {
  const linear = (ratio: number, epochs: number) =>
    smallArm({
      data: { source: 'linear', rows: 40, features: 3, testFraction: 0 },
      model: { hidden: [] },
      training: {
        engine: 'closed-form',
        epochs,
        optimizer: { type: 'gradient-descent', learningRate: { relativeToStability: ratio } },
      },
    });

  it('below the stability limit never raises the loss', async () => {
    const { records, outcome } = await runArm(linear(0.95, 60));
    expect(outcome.status).toBe('completed');
    records.slice(1).forEach(({ trainLoss }, i) => {
      expect(trainLoss).toBeLessThanOrEqual(records[i]!.trainLoss * (1 + 1e-12));
    });
  });

  it('above it diverges; the message tells the stability ratio and the last good parameters are kept', async () => {
    const { records, outcome } = await runArm(linear(1.5, 400));
    expect(outcome.status).toBe('diverged');
    expect(outcome.message).toMatch(
      /diverged at epoch \d+: train loss .*stability ratio 1\.5 at the last good epoch \(\d+\).*beyond its limit/,
    );
    expect(records.at(-1)!.trainLoss).toBeGreaterThan(outcome.state.divergenceLoss);
    expect(records.at(-1)!.curvature).toBeNull();
    expect(outcome.state.epoch).toBe(records.at(-1)!.epoch - 1);
    expect(records.length).toBeLessThan(100);
  });
});

it('a diverged run tells the ratio at its last good epoch though that row was passed over', async () => {
  const training = {
    engine: 'closed-form',
    epochs: 400,
    optimizer: { type: 'gradient-descent', learningRate: 2 },
  };
  const data = { source: 'linear', rows: 40, features: 3, testFraction: 0 };
  const config = smallArm({ data, model: { hidden: [] }, training, curvature: { every: 1000 } });
  const { records, outcome } = await runArm(config);
  const ratio = records[0]!.curvature!.stabilityRatio!;
  // A linear model's Hessian is the same everywhere, so the late measurement has to repeat the first.
  const [, told, epoch] = /stability ratio (\S+) at the last good epoch \((\d+)\)/.exec(outcome.message)!;
  expect(Number(told)).toBeCloseTo(ratio, 2);
  expect(Number(epoch)).toBe(records.length - 2);
  expect(Number(epoch)).toBeGreaterThan(0);
});

describe('a number that is not finite', () => {
  const data = { source: 'linear', rows: 40, features: 3, testFraction: 0 };
  const wild = { type: 'gradient-descent', learningRate: 1e250 };

  it('ends a mini-batch run in the step where it appears, and is named', async () => {
    const training = { engine: 'closed-form', epochs: 3, batchSize: 8, optimizer: wild };
    const { records, outcome } = await runArm(smallArm({ data, training, model: { hidden: [] } }));
    expect(outcome.status).toBe('diverged');
    // The first step leads to parameters near 1e250, whose squared errors in the second batch are beyond float64.
    expect(outcome.message).toMatch(
      /^diverged at epoch 1: the loss is Infinity in step 2, batch 2 of 5 of epoch 1; stability ratio/,
    );
    expect(records.map(({ epoch, step }) => [epoch, step])).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(outcome.state.epoch).toBe(0);
  });

  it('in the parameters is named with its tensor', async () => {
    const optimizer = { type: 'gradient-descent', learningRate: Number.MAX_VALUE };
    const scaled = { ...data, mean: 1e3 };
    const training = { engine: 'closed-form', epochs: 3, optimizer };
    const { outcome } = await runArm(smallArm({ data: scaled, training, model: { hidden: [] } }));
    expect(outcome.message).toMatch(
      /^diverged at epoch 1: an entry of layer1\/kernel is -?Infinity after step 1; stability ratio/,
    );
  });

  /** Rows x, y from a file, and a network whose start is all zeros where `isZero`. */
  const wide = (x: number, y: number, isZero = false) => {
    const folder = mkdtempSync(join(tmpdir(), 'hessian-lab-'));
    const lines = Array.from({ length: 10 }, (_, i) => `${(i - 4.3) * x},${y + i / 100}`);
    writeFileSync(join(folder, 'wide.csv'), ['x,y', ...lines].join('\n'));
    const file = join(folder, 'zeros.json');
    const parameters = [
      { name: 'layer1/kernel', shape: [1, 1], values: [0] },
      { name: 'layer1/bias', shape: [1], values: [0] },
    ];
    writeFileSync(file, JSON.stringify({ parameters }));
    return {
      data: { source: 'file', path: join(folder, 'wide.csv'), target: 'y', testFraction: 0 },
      model: isZero ? { hidden: [], initialization: { file } } : { hidden: [3], batchNorm: true },
    };
  };

  it('in a gradient whose loss is finite is named with its tensor', async () => {
    const { records, outcome } = await runArm(smallArm(wide(1e307, 100, true)));
    expect(outcome.message).toMatch(
      /^diverged at epoch 0, before any step: the gradient of layer1\/kernel is (-?Infinity|NaN);/,
    );
    expect(records).toHaveLength(1);
    expect(records[0]!.trainLoss).toBeCloseTo(1e4, -3);
  });

  it.each([
    ['closed-form', {}, 1e200],
    ['closed-form', { batchSize: 4 }, 1e200],
    ['tfjs', { backend: 'wasm' }, 1e30],
  ])(
    'in a batch variance, which leaves a finite loss, is named and no number rests on it: %s %j',
    async (engine, more, x) => {
      const training = { engine, epochs: 3, ...more };
      const { records, outcome } = await runArm(smallArm({ ...wide(x, 1), training }));
      expect(outcome.message).toMatch(
        /^diverged at epoch 0, before any step: the batch variance of unit \d of layer1 is (Infinity|NaN);/,
      );
      expect(records).toMatchObject([{ trainLoss: Number.NaN, gradientNorm: Number.NaN, curvature: null }]);
    },
  );

  it.each([
    ['full', /^diverged at epoch 1: the batch variance of unit \d of layer1 is Infinity; stability ratio/],
    [
      4,
      /^diverged at epoch 1: the batch variance of unit \d of layer1 is Infinity in step 2, batch 2 of 3 of epoch 1;/,
    ],
  ])(
    'in a batch variance is found in the step after which it appears, batches of %s',
    async (batchSize, told) => {
      const training = { engine: 'closed-form', epochs: 3, batchSize, optimizer: wild };
      const { outcome } = await runArm(smallArm({ ...wide(1, 1), training }));
      expect(outcome.message).toMatch(told);
      expect(outcome.state.epoch).toBe(0);
    },
  );

  it('in a batch variance of the engine that measures alone leaves no eigenvalue', async () => {
    const optimizer = { type: 'gradient-descent', learningRate: 1e-3 };
    const training = { engine: 'closed-form', epochs: 1, optimizer };
    const curvature = { engine: 'closed-form', precision: 'float32', measure: ['lambda_max', 'trace'] };
    const { records, outcome } = await runArm(smallArm({ ...wide(1e25, 1), training, curvature }));
    expect(outcome.status).toBe('completed');
    for (const { trainLoss, curvature: found } of records) {
      expect(trainLoss).toBeGreaterThan(0);
      expect(found!.lambdaMax).toMatchObject({ value: Number.NaN, status: 'non-finite' });
      expect(found!.trace).toMatchObject({ value: Number.NaN, status: 'non-finite' });
    }
  });

  it('in a product stands in the row, by the status of its eigenvalue', async () => {
    // Targets near 1e200 have a loss beyond float64, and so no row is measured; inputs near 1e160 a Hessian beyond it.
    const file = join(mkdtempSync(join(tmpdir(), 'hessian-lab-')), 'zeros.json');
    const parameters = [
      { name: 'layer1/kernel', shape: [1, 1], values: [0] },
      { name: 'layer1/bias', shape: [1], values: [0] },
    ];
    writeFileSync(file, JSON.stringify({ parameters }));
    const { records } = await runArm(
      smallArm({
        data: {
          source: 'linear',
          rows: 10,
          features: 1,
          mean: 1e160,
          targets: 'standardized',
          testFraction: 0,
        },
        model: { hidden: [], initialization: { file } },
        training: {
          engine: 'closed-form',
          epochs: 0,
          optimizer: { type: 'gradient-descent', learningRate: 0.1 },
        },
      }),
    );
    expect(records[0]!.curvature!.lambdaMax!.status).toBe('non-finite');
  });
});

it('a run that goes on and diverges in its first epoch tells the ratio at the state it went on from', async () => {
  const optimizer = { type: 'gradient-descent', learningRate: 2 };
  const data = { source: 'linear', rows: 40, features: 3, testFraction: 0 };
  const config = smallArm({
    data,
    model: { hidden: [] },
    training: { engine: 'closed-form', epochs: 400, optimizer },
  });
  const whole = await runArm(config);
  const lastGood = whole.events.at(-2)!.state;
  const resumed = await runArm(config, 1, lastGood);
  expect(resumed.records).toEqual(whole.records.slice(-1));
  expect(resumed.outcome.state).toEqual(whole.outcome.state);
  expect(resumed.outcome.message).toContain(`at the last good epoch (${lastGood.epoch})`);
});

describe('the target loss', () => {
  const training = { engine: 'closed-form', epochs: 20, targetLoss: 0.9, optimizer };
  const data = { source: 'sine', rows: 40, features: 3, testFraction: 0.25, targets: 'standardized' };

  it('notes the first epoch that reaches it and goes on', async () => {
    const { records, outcome } = await runArm(smallArm({ data, training }));
    const expected = records.find(({ trainLoss }) => trainLoss <= 0.9)!.epoch;
    expect(expected).toBeGreaterThan(0);
    expect(outcome.state.epochsToTarget).toBe(expected);
    expect(records).toHaveLength(21);
  });

  it('ends the run where stopAtTarget is set', async () => {
    const { records, outcome } = await runArm(
      smallArm({ data, training: { ...training, stopAtTarget: true } }),
    );
    expect(outcome.state.epochsToTarget).toBe(records.at(-1)!.epoch);
    expect(records.length).toBeLessThan(21);
    expect(outcome.message).toContain('target loss reached after');
  });
});

describe('curvature', () => {
  it('is measured every k epochs, each quantity in its own rhythm', async () => {
    const curvature = {
      every: 2,
      measure: ['lambda_max', { lambda_min: { every: 3 } }, { trace: { every: 5 } }],
    };
    const { records } = await runArm(smallArm({ curvature }));
    const measured = (name: 'lambdaMax' | 'lambdaMin' | 'trace') =>
      records.filter(({ curvature: found }) => found?.[name]).map(({ epoch }) => epoch);
    expect(measured('lambdaMax')).toEqual([0, 2, 4, 6]);
    expect(measured('lambdaMin')).toEqual(expect.arrayContaining([0, 3, 6]));
    expect(measured('trace')).toEqual([0, 5]);
    expect(records[1]!.curvature).toBeNull();
  });

  it('its residual is that of λmax, and converged means residual ≤ tolerance·|λ|', async () => {
    const { records } = await runArm(smallArm({ curvature: { tolerance: 1e-6, maxIterations: 2000 } }));
    for (const { curvature } of records) {
      const { value, residual, status } = curvature!.lambdaMax!;
      expect(status).toBe('converged');
      expect(residual).toBeLessThanOrEqual(1e-6 * Math.abs(value));
    }
  });

  it('warm starts make later epochs cheaper than the first', async () => {
    const { records } = await runArm(smallArm({ training: { engine: 'closed-form', epochs: 9 } }));
    const products = records.map(({ curvature }) => curvature!.lambdaMax!.products);
    const later = products.slice(1).reduce((sum, count) => sum + count, 0) / 9;
    expect(later).toBeLessThan(products[0]! * 0.6);
  });
});

describe.each(['closed-form', 'tfjs'])('a run on %s', (engine) => {
  const config = smallArm({
    model: { hidden: [6, 4], activation: 'tanh', batchNorm: true },
    training: {
      engine,
      backend: 'wasm',
      epochs: 14,
      batchSize: 7,
      optimizer: { type: 'momentum', learningRate: 0.02, momentum: 0.9 },
    },
    curvature: { measure: ['lambda_max', 'lambda_min', { trace: { every: 4 } }] },
  });
  let whole: Awaited<ReturnType<typeof runArm>>;
  beforeAll(async () => {
    whole = await runArm(config, 3);
  });

  it('repeated gives the same records bit for bit', async () => {
    expect((await runArm(config, 3)).records).toEqual(whole.records);
  });

  it('resumed from any epoch, through JSON, goes on bit for bit', async () => {
    for (const from of [0, 5, 13]) {
      const state = whole.events[from]!.state;
      const { records, outcome } = await runArm(config, 3, revive(state));
      expect(records).toEqual(whole.records.slice(from + 1));
      expect(outcome.state).toEqual(whole.outcome.state);
    }
  });

  it('leaves the number of tensors constant over the epochs', () => {
    const tensors = whole.events.map(({ timings }) => timings.tensors);
    expect(new Set(tensors).size).toBe(1);
    expect(tensors[0] === null).toBe(engine === 'closed-form');
  });

  it('of another seed differs', async () => {
    expect((await runArm(config, 4)).records[0]!.trainLoss).not.toBe(whole.records[0]!.trainLoss);
  });
});

it.each([false, true])('no number depends on curvature.cacheMiB (batch norm %s)', async (batchNorm) => {
  const records = async (cacheMiB: number) => {
    const data = { source: 'sine', rows: 900, features: 3 };
    const model = { hidden: [5], batchNorm };
    return (await runArm(smallArm({ data, model, curvature: { cacheMiB } }))).records;
  };
  expect(await records(0)).toEqual(await records(1024));
});

it('both engines train along the same path, to float32 rounding', async () => {
  const path = async (engine: string) =>
    (await runArm(smallArm({ training: { engine, backend: 'wasm', epochs: 20, optimizer } }))).records;
  const [ours, theirs] = [await path('closed-form'), await path('tfjs')];
  ours.forEach(({ trainLoss, curvature }, epoch) => {
    // float32 rounding of 1e-7 grows slowly along a stable path of 20 steps.
    expect(theirs[epoch]!.trainLoss / trainLoss).toBeCloseTo(1, 5);
    expect(theirs[epoch]!.curvature!.lambdaMax!.value / curvature!.lambdaMax!.value).toBeCloseTo(1, 3);
  });
});

it('parameters that overflow at the start end as diverged, with one row and no curvature', async () => {
  const data = { source: 'linear', rows: 10, features: 1, mean: 1e200, testFraction: 0 };
  const { records, outcome } = await runArm(smallArm({ data, model: { hidden: [] } }));
  expect(records).toHaveLength(1);
  expect(outcome.status).toBe('diverged');
  expect(outcome.message).toMatch(/before any step: the loss is Infinity.*standardize inputs/);
});

/** A state after a trip through JSON, as a checkpoint takes it. */
function revive(state: TrainingState): TrainingState {
  const text = JSON.stringify(state, (_, value) =>
    value instanceof Float64Array ? { float64: Array.from(value) } : value,
  );
  return JSON.parse(text, (_, value) => (value?.float64 ? Float64Array.from(value.float64) : value));
}
