/** When quantities are measured, what stands in the rows between, and how a run goes on in the middle. */
import { describe, expect, it } from 'vitest';
import { QUANTITIES } from '../../../src/config/schema/quantities.ts';
import { epochColumns, quantityFiles } from '../../../src/runs/columns.ts';
import { plannedQuantities, unconditionalColumns } from '../../../src/training/quantities/table.ts';
import { runArm, smallArm } from '../../support/session.ts';

const model = { hidden: [4], activation: 'tanh', batchNorm: true };
const optimizer = { type: 'nesterov', learningRate: 0.05 };

/** Everything, each quantity in a rhythm of its own: every 1, 2, 3 or 4 epochs. */
const measure = QUANTITIES.map((quantity, i) => ({ [quantity]: { every: 1 + (i % 4) } }));
/** In TensorFlow.js a product takes milliseconds: what costs hundreds of them, and keeps nothing, is left out. */
const quick = measure.filter(
  (entry) => !('density' in entry || 'condition_number' in entry || 'blocks' in entry),
);

describe.each(QUANTITIES.filter((quantity) => !quantity.startsWith('lambda')))(
  '%s every 3 epochs',
  (quantity) => {
    const config = smallArm({
      model,
      training: { engine: 'closed-form', epochs: 7, optimizer },
      curvature: { measure: [{ [quantity]: { every: 3 } }] },
    });

    it('has cells in the rows that it is due in, and none in the others', async () => {
      const { records } = await runArm(config);
      const own = epochColumns(config.curvature).slice(6 + unconditionalColumns.length);
      expect(own.length).toBeGreaterThan(0);
      for (const record of records) {
        const cells = own.map(({ cell }) => cell(record));
        if (record.epoch % 3 !== 0) expect(cells.filter((cell) => cell !== null)).toEqual([]);
        else expect(cells.some((cell) => cell !== null)).toBe(true);
        for (const { rows } of quantityFiles(config.curvature)) {
          expect(rows(record).length > 0).toBe(record.epoch % 3 === 0);
          expect(rows(record).every(({ epoch }) => epoch === record.epoch)).toBe(true);
        }
      }
    });
  },
);

describe.each(['closed-form', 'tfjs'])('quantities together, measured by %s', (engine) => {
  const config = smallArm({
    model,
    training: { engine: 'closed-form', backend: 'wasm', epochs: 5, batchSize: 11, optimizer },
    curvature: { engine, samples: 20, maxIterations: 40, measure: engine === 'tfjs' ? quick : measure },
  });

  it('go on bit for bit from the plain data of any state', async () => {
    const whole = await runArm(config, 5);
    for (const from of engine === 'tfjs' ? [2] : [0, 2, 3]) {
      const { records, outcome } = await runArm(config, 5, structuredClone(whole.events[from]!.state));
      expect(records).toEqual(whole.records.slice(from + 1));
      expect(outcome.state).toEqual(whole.outcome.state);
    }
  });
});

it('a quantity finds the same whatever is measured beside it, but for the search that two of them share', async () => {
  const of = async (quantities: unknown[]) => {
    const training = { engine: 'closed-form', epochs: 4, optimizer };
    return (await runArm(smallArm({ model, training, curvature: { measure: quantities } }))).records;
  };
  const all = await of(QUANTITIES.filter((quantity) => quantity !== 'alignment'));
  for (const quantity of QUANTITIES.filter((name) => name !== 'alignment')) {
    const alone = await of([quantity]);
    const [{ columns }] = plannedQuantities(smallArm({ curvature: { measure: [quantity] } }).curvature) as [
      ReturnType<typeof plannedQuantities>[number],
    ];
    for (const [epoch, { curvature }] of alone.entries()) {
      const cells = (found: NonNullable<typeof curvature>) => columns.map(({ cell }) => cell(found));
      expect(cells(curvature!)).toEqual(cells(all[epoch]!.curvature!));
    }
  }
});

it('with no epochs the start has every quantity but the decreases of a step', async () => {
  const config = smallArm({ model, training: { engine: 'closed-form', epochs: 0 }, curvature: { measure } });
  const { records } = await runArm(config);
  const cells = epochColumns(config.curvature).map(({ name, cell }) => [name, cell(records[0]!)]);
  const empty = cells.filter(([, cell]) => cell === null).map(([name]) => name);
  expect(empty).toEqual(['predicted_decrease', 'actual_decrease', 'condition_number']);
});

it('a diverged run leaves the cells of its last row empty, and foresaw the steps before', async () => {
  const config = smallArm({
    training: {
      engine: 'closed-form',
      epochs: 200,
      optimizer: { type: 'gradient-descent', learningRate: 50 },
    },
    curvature: { measure: [...QUANTITIES] },
  });
  const { records, outcome } = await runArm(config);
  expect(outcome.status).toBe('diverged');
  expect(records.length).toBeGreaterThan(1);
  expect(records.at(-1)!.curvature).toBeNull();
  expect(quantityFiles(config.curvature).flatMap(({ rows }) => rows(records.at(-1)!))).toEqual([]);
  for (const { curvature } of records.slice(0, -1)) expect(curvature!.stepQuality).toBeDefined();
});

it('where all units are dead only the last bias has curvature, and the zeros are told as such', async () => {
  // Inputs far below zero reach a single ReLU with a positive sum of weights: nothing passes.
  const data = { source: 'linear', rows: 30, features: 2, mean: -1000, targets: 'raw', testFraction: 0 };
  const config = smallArm({
    data,
    model: { hidden: [1], activation: 'relu' },
    training: { engine: 'closed-form', epochs: 0, optimizer },
    curvature: { measure: [...QUANTITIES] },
  });
  const { records } = await runArm(config, 1);
  const { stepQuality, blocks, conditionNumber, alignment, topEigenvalues } = records[0]!.curvature!;
  expect(blocks!.map(({ parameter, status }) => [parameter, status])).toEqual([
    ['kernel', 'zero-operator'],
    ['bias', 'zero-operator'],
    ['kernel', 'zero-operator'],
    ['bias', 'converged'],
  ]);
  expect(blocks!.slice(0, 3).every(({ value }) => value === 0)).toBe(true);
  expect(conditionNumber!.hessian).toMatchObject({ value: 1, rank: 1, note: '' });
  expect(conditionNumber!.gaussNewton).toMatchObject({ value: 1, rank: 1, note: '' });
  expect(topEigenvalues!.pairs[0]!.status).toBe('converged');
  for (const curvature of [
    blocks![3]!.value,
    stepQuality!.gradientCurvature,
    topEigenvalues!.pairs[0]!.value,
  ]) {
    expect(curvature).toBeCloseTo(2, 12);
  }
  expect(stepQuality!.bestStep).toBeCloseTo(0.5, 12);
  expect(alignment!.share).toBeCloseTo(1, 12);
});
