/**
 * Curvature on a part of the training rows. Oracle: the dense Hessian of the reference objective on rows picked out
 * here, its eigenvalues by ml-matrix.
 */
import { createHash } from 'node:crypto';
import { fc, test as property } from '@fast-check/vitest';
import { EigenvalueDecomposition, Matrix as MlMatrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { matrix, selectRows } from '../../src/numerics/matrix.ts';
import { referenceObjective } from '../../src/objectives/closed-form/objective.ts';
import type { MlpObjective } from '../../src/objectives/contract.ts';
import { chooseCurvatureRows } from '../../src/training/curvature-rows.ts';
import { openSession } from '../../src/training/session.ts';
import { runArm, smallArm } from '../support/session.ts';

/** A split of so many rows, each with its own number as input, drawn from a source three times as long. */
function split(rows: number) {
  const values = Float64Array.from({ length: rows }, (_, i) => i);
  const part = { inputs: matrix(rows, 1, values), targets: matrix(rows, 1, values) };
  return { train: part, trainRows: Int32Array.from(values, (row) => 3 * row) };
}

describe('the rows that curvature sees', () => {
  property.prop([fc.integer({ min: 2, max: 60 }), fc.integer({ min: 1, max: 80 }), fc.nat()])(
    'are as many as asked for, distinct, ascending, and the same each time; at most all',
    (rows, samples, seed) => {
      const chosen = chooseCurvatureRows(split(rows), samples, seed);
      const numbers = [...chosen.part.inputs.values];
      expect(numbers).toHaveLength(Math.min(samples, rows));
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      expect([...chosen.part.targets.values]).toEqual(numbers);
      expect(numbers.every((number) => number >= 0 && number < rows)).toBe(true);
      expect(chooseCurvatureRows(split(rows), samples, seed)).toEqual(chosen);
      expect(chosen.isWhole).toBe(samples >= rows);
      expect(chosen.notices).toHaveLength(samples > rows ? 1 : 0);
    },
  );

  property.prop([fc.integer({ min: 3, max: 60 }), fc.nat()])(
    'of a smaller sample are among those of a larger one',
    (rows, seed) => {
      const larger = chooseCurvatureRows(split(rows), rows - 1, seed).part.inputs.values;
      for (const number of chooseCurvatureRows(split(rows), Math.ceil(rows / 2), seed).part.inputs.values) {
        expect(larger).toContain(number);
      }
    },
  );

  it('are each drawn equally often', () => {
    const counts = new Array<number>(10).fill(0);
    const seeds = 2000;
    for (let seed = 0; seed < seeds; seed++) {
      for (const row of chooseCurvatureRows(split(10), 3, seed).part.inputs.values) counts[row]! += 1;
    }
    // 0.3 ± 0.01 (one standard error √(0.3·0.7/2000)); five of them never happen by chance.
    for (const count of counts) expect(Math.abs(count / seeds - 0.3)).toBeLessThan(0.05);
  });

  it('are told by a hash of their numbers in the source', () => {
    const { part, hash } = chooseCurvatureRows(split(20), 4, 7);
    const bytes = Buffer.concat(
      [...part.inputs.values].map((row) => {
        const word = Buffer.alloc(4);
        word.writeInt32LE(3 * row);
        return word;
      }),
    );
    expect(hash).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(chooseCurvatureRows(split(20), 4, 8).hash).not.toBe(hash);
  });

  it('more than there are give all of them, and a notice says so', async () => {
    const session = await openSession(smallArm({ curvature: { samples: 31 } }), 1);
    expect(session.notices).toEqual([
      'curvature.samples: 31 rows asked for, the training split has 30; all are used',
    ]);
    expect(session.curvature).toBe(session.training);
    session.dispose();
  });
});

describe.each([
  [false, 'closed-form'],
  [true, 'closed-form'],
  [false, 'tfjs'],
  [true, 'tfjs'],
])('curvature on 9 of 30 rows (batch norm %s, measured by %s)', (batchNorm, engine) => {
  const config = smallArm({
    model: { hidden: [3], activation: 'tanh', batchNorm },
    training: { engine: 'closed-form', backend: 'wasm', epochs: 3 },
    curvature: { engine, samples: 9, tolerance: 1e-3, measure: ['lambda_max', 'lambda_min'] },
  });
  // The residual that tolerance 1e-3 allows, relative to the larger end.
  const tolerance = 1e-3;

  it('has the extreme eigenvalues of the loss of those rows, under their batch statistics', async () => {
    const { events, session } = await runArm(config, 5);
    const { data, curvatureRows, specification } = session;
    const chosen = chooseCurvatureRows(data, 9, 5).part.inputs;
    expect(curvatureRows.part.inputs).toEqual(chosen);
    const rows = rowsWithin(data.train.inputs.values, chosen.values, 3);
    const reference = referenceObjective(
      specification,
      selectRows(data.train.inputs, rows),
      selectRows(data.train.targets, rows),
    );
    for (const { record, state } of events) {
      const spectrum = spectrumOf(reference, state.parameters);
      const [smallest, largest] = [Math.min(...spectrum), Math.max(...spectrum)];
      const { lambdaMax, lambdaMin, stabilityRatio } = record.curvature!;
      expect(Math.abs(lambdaMax!.value - largest)).toBeLessThan(tolerance * largest);
      expect(Math.abs(lambdaMin!.value - smallest)).toBeLessThan(tolerance * largest);
      expect(stabilityRatio).toBe((lambdaMax!.value * state.learningRate) / 2);
    }
  });

  it('leaves train_loss and gradient_norm those of the whole split', async () => {
    const { events, session } = await runArm(config, 5);
    const { inputs, targets } = session.data.train;
    const reference = referenceObjective(session.specification, inputs, targets);
    for (const { record, state } of events) {
      const { value, gradient } = reference.linearize(state.parameters);
      expect(record.trainLoss / value).toBeCloseTo(1, 12);
      expect(record.gradientNorm / Math.hypot(...gradient)).toBeCloseTo(1, 12);
    }
  });

  it('rests a relative learning rate on the λmax of those rows', async () => {
    const { records } = await runArm(config, 5);
    expect(records[0]!.curvature!.stabilityRatio).toBeCloseTo(0.5, 12);
    const whole = await runArm({ ...config, curvature: { ...config.curvature, samples: 'all' } }, 5);
    expect(whole.records[0]!.learningRate).not.toBeCloseTo(records[0]!.learningRate, 3);
  });
});

/** Where each chosen row stands in the table; rows of random inputs are distinct. */
function rowsWithin(table: Float64Array, chosen: Float64Array, columns: number): number[] {
  const cut = (values: Float64Array, row: number) =>
    values.subarray(row * columns, (row + 1) * columns).join();
  const places = new Map(
    Array.from({ length: table.length / columns }, (_, row) => [cut(table, row), row] as const),
  );
  return Array.from({ length: chosen.length / columns }, (_, row) => places.get(cut(chosen, row))!);
}

function spectrumOf(objective: MlpObjective, parameters: Float64Array): number[] {
  const { hessian } = objective.linearize(parameters);
  const columns = Array.from({ length: hessian.dimension }, (_, i) => {
    const unit = new Float64Array(hessian.dimension);
    unit[i] = 1;
    const column = new Float64Array(hessian.dimension);
    hessian.apply(unit, column);
    return [...column];
  });
  return new EigenvalueDecomposition(new MlMatrix(columns), { assumeSymmetric: true }).realEigenvalues;
}
