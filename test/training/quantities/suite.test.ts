/**
 * Every quantity of `curvature.measure` along a run, on a part of the rows, against a forward pass written out by hand:
 * gradient, Hessian and Jacobian are its finite differences, eigenvalues are ml-matrix's. It alone catches a quantity
 * that is measured at another point, on other rows, or of another operator than its column says.
 */
import { EigenvalueDecomposition, Matrix as MlMatrix } from 'ml-matrix';
import { beforeAll, describe, expect, it } from 'vitest';
import { dot } from '../../../src/numerics/vector.ts';
import type { CurvatureRecord } from '../../../src/training/record.ts';
import { type Rows, spectrum } from '../../curvature/matrices.ts';
import {
  gradientByDifferences,
  hessianByDifferences,
  identity,
  jacobian,
  sandwich,
} from '../../support/plain-network.ts';
import { predictions } from '../../support/predictions.ts';
import { runArm, smallArm } from '../../support/session.ts';

/** Top eigenpairs looked at. */
const COUNT = 3;
/** Rows of the curvature. */
const SAMPLES = 12;

const engines = [
  // The Hessian by second differences is right to 1e-7; eigenpairs are certified to 1e-6 of their eigenvalue.
  { engine: 'closed-form', tolerance: 1e-6, close: 1e-5 },
  // Products in float32 are right to about 1e-6 of λmax, and eigenpairs certified to 1e-3.
  { engine: 'tfjs', tolerance: 1e-3, close: 2e-3 },
] as const;

const [closedForm, tfjs] = engines;
const cases = [
  { ...closedForm, batchNorm: false, batchSize: 'full' },
  { ...closedForm, batchNorm: true, batchSize: 8 },
  { ...tfjs, batchNorm: true, batchSize: 'full' },
  { ...tfjs, batchNorm: false, batchSize: 8 },
] as const;

/** What the columns should say at one point. */
interface Oracle {
  readonly loss: number;
  readonly gradient: Float64Array;
  readonly hessian: Rows;
  /** Ascending. */
  readonly eigenvalues: number[];
  readonly gaussNewton: number[];
}

describe.each(cases)('measured by $engine, batch norm $batchNorm, batches $batchSize', (choice) => {
  const { engine, tolerance, close, batchNorm, batchSize } = choice;
  const config = smallArm({
    model: { hidden: [3], activation: 'tanh', batchNorm },
    training: {
      engine: 'closed-form',
      backend: 'wasm',
      epochs: 4,
      batchSize,
      optimizer: { type: 'momentum', learningRate: 0.1 },
    },
    curvature: {
      engine,
      samples: SAMPLES,
      method: 'auto',
      tolerance,
      maxIterations: 1000,
      measure: [
        'step_quality',
        'gauss_newton',
        'blocks',
        'condition_number',
        // As many products as span the whole space: then the trace is exact.
        { trace: { method: 'hutch++', probes: 75 } },
        { top_eigenvalues: { count: COUNT } },
        { alignment: { count: COUNT, every: 2 } },
        { density: { every: 2, probes: 20, steps: 40 } },
      ],
    },
  });
  let run: Awaited<ReturnType<typeof runArm>>;
  let points: { found: CurvatureRecord; parameters: Float64Array; oracle: Oracle }[];

  beforeAll(async () => {
    run = await runArm(config, 2);
    const { inputs, targets } = run.session.curvatureRows.part;
    const network = (parameters: Float64Array) =>
      predictions({ specification: run.session.specification, inputs }, parameters);
    const loss = (parameters: Float64Array) =>
      network(parameters).reduce((sum, output, i) => sum + (output - targets.values[i]!) ** 2, 0) / SAMPLES;
    points = run.events.map(({ record, state: { parameters } }) => {
      const hessian = hessianByDifferences(loss, parameters);
      const oracle = {
        loss: loss(parameters),
        gradient: gradientByDifferences(loss, parameters),
        hessian,
        eigenvalues: spectrum(hessian),
        gaussNewton: spectrum(sandwich(jacobian(network, parameters), identity(SAMPLES, 2 / SAMPLES))),
      };
      return { found: record.curvature!, parameters, oracle };
    });
  });

  /** λmax in magnitude, the unit in which products are right. */
  const unit = ({ eigenvalues }: Oracle) => Math.max(-eigenvalues[0]!, eigenvalues.at(-1)!);

  it('the decrease is foreseen from the row before, and beside it stands the actual one', () => {
    for (const [epoch, { found, parameters, oracle }] of points.entries()) {
      const { predicted, actual, note } = found.stepQuality!;
      if (epoch === 0) {
        expect([predicted, actual, note]).toEqual([null, null, '']);
        continue;
      }
      const before = points[epoch - 1]!;
      const d = parameters.map((entry, i) => entry - before.parameters[i]!);
      const scale = dot(d, d) * unit(before.oracle) + Math.abs(dot(before.oracle.gradient, d));
      const expected = -dot(before.oracle.gradient, d) - quadratic(before.oracle.hessian, d) / 2;
      expect(Math.abs(predicted! - expected)).toBeLessThan(close * scale);
      expect(Math.abs(actual! - (before.oracle.loss - oracle.loss))).toBeLessThan(close * scale);
    }
  });

  it('the best step is gᵀg/gᵀHg where the curvature along the gradient is positive', () => {
    for (const { found, oracle } of points) {
      const { gradient, hessian } = oracle;
      const along = quadratic(hessian, gradient) / dot(gradient, gradient);
      const { bestStep, gradientCurvature, bestStepNote } = found.stepQuality!;
      expect(Math.abs(gradientCurvature! - along)).toBeLessThan(close * unit(oracle));
      expect(bestStepNote).toBe(along > 0 ? '' : 'no-positive-curvature');
      expect(bestStep).toBe(along > 0 ? 1 / gradientCurvature! : null);
    }
  });

  it('the top eigenvalues come in order, each within its residual', () => {
    for (const { found, oracle } of points) {
      const { pairs, status } = found.topEigenvalues!;
      expect([pairs.length, status]).toEqual([COUNT, 'converged']);
      const largest = oracle.eigenvalues.toReversed();
      for (const [i, { value, residual }] of pairs.entries()) {
        expect(Math.abs(value - largest[i]!)).toBeLessThan(residual + close * unit(oracle));
      }
    }
  });

  it('the alignment is the share of the gradient in their space, without products of its own', () => {
    for (const [epoch, { found, oracle }] of points.entries()) {
      if (epoch % 2 === 1) {
        expect(found.alignment).toBeUndefined();
        continue;
      }
      const { share, products, status } = found.alignment!;
      expect([products, status]).toEqual([0, 'converged']);
      // A vector is off by its residual over the gap, a share by twice that at most.
      const gap = oracle.eigenvalues.at(-COUNT)! - oracle.eigenvalues.at(-COUNT - 1)!;
      const error = (2 * COUNT * (tolerance + close) * unit(oracle)) / gap;
      expect(Math.abs(share! - shareOf(oracle))).toBeLessThan(error);
    }
  });

  it('λmax of the Gauss-Newton matrix is that of JᵀJ·2/n', () => {
    for (const { found, oracle } of points) {
      const { value, residual, status } = found.gaussNewton!;
      expect(status).toBe('converged');
      expect(Math.abs(value - oracle.gaussNewton.at(-1)!)).toBeLessThan(residual + close * unit(oracle));
    }
  });

  it('blocks have the λmax of the Hessian in their own coordinates', () => {
    const { entries } = run.session.layout;
    for (const { found, oracle } of points) {
      expect(found.blocks!.map(({ layer, parameter }) => `${layer}/${parameter}`)).toEqual(
        entries.map(({ name }) => name),
      );
      for (const [i, { offset, size }] of entries.entries()) {
        const { dimension, value, residual } = found.blocks![i]!;
        const block = oracle.hessian
          .slice(offset, offset + size)
          .map((row) => row.slice(offset, offset + size));
        expect(dimension).toBe(size);
        expect(Math.abs(value - spectrum(block).at(-1)!)).toBeLessThan(residual + close * unit(oracle));
      }
    }
  });

  it('the trace is the sum of the diagonal', () => {
    for (const { found, oracle } of points) {
      const sum = oracle.hessian.reduce((total, row, i) => total + row[i]!, 0);
      expect(Math.abs(found.trace!.value - sum)).toBeLessThan(close * unit(oracle) * oracle.hessian.length);
      expect(found.trace!.standardError).toBeLessThan(close * unit(oracle));
      expect(found.trace!.status).toBe('converged');
    }
  });

  it('the density covers the spectrum, integrates to 1, and has the mean eigenvalue as its mean', () => {
    for (const [epoch, { found, oracle }] of points.entries()) {
      if (epoch % 2 === 1) {
        expect(found.density).toBeUndefined();
        continue;
      }
      const { grid, density, bandwidth, status } = found.density!;
      const { hessian, eigenvalues } = oracle;
      const spacing = grid[1]! - grid[0]!;
      const moment = (power: number) =>
        density.reduce((sum, height, i) => sum + height * grid[i]! ** power, 0) * spacing;
      expect(status).toBe('converged');
      // Tails of the Gaussians beyond five bandwidths hold 6e-7.
      expect(Math.abs(moment(0) - 1)).toBeLessThan(1e-5);
      const n = hessian.length;
      const offDiagonal = hessian.reduce((sum, row, i) => sum + dot(row, row) - row[i]! ** 2, 0);
      const mean = eigenvalues.reduce((sum, value) => sum + value, 0) / n;
      // Five standard errors of a Hutchinson mean over 20 probes.
      const error = (5 * Math.sqrt((2 * offDiagonal) / 20)) / n;
      expect(Math.abs(moment(1) - mean)).toBeLessThan(error + close * unit(oracle));
      expect(grid[0]!).toBeLessThan(eigenvalues[0]! + bandwidth);
      expect(grid.at(-1)!).toBeGreaterThan(eigenvalues.at(-1)! - bandwidth);
    }
  });

  it('a Hessian with a clearly negative eigenvalue has no condition number', () => {
    for (const { found, oracle } of points) {
      const { hessian, gaussNewton } = found.conditionNumber!;
      expect(oracle.eigenvalues[0]!).toBeLessThan(-close * unit(oracle));
      expect([hessian.value, hessian.note]).toEqual([null, 'indefinite']);
      expect(hessian.rank).toBeLessThan(oracle.hessian.length);
      expect(hessian.products + gaussNewton.products).toBe(2 * oracle.hessian.length);
    }
  });

  it('counts every product once', () => {
    const total = points.reduce((sum, { found }) => sum + productsOf(found), 0);
    expect(run.outcome.state.products).toBe(total);
  });
});

describe('a linear model', () => {
  it.each(engines)(
    'by $engine has the condition number of XᵀX, and the Gauss-Newton matrix the same',
    async ({ engine, close }) => {
      const { records, session } = await runArm(
        smallArm({
          model: { hidden: [] },
          training: { engine: 'closed-form', backend: 'wasm', epochs: 0 },
          curvature: { engine, measure: ['condition_number'] },
        }),
      );
      const { rows, columns, values } = session.data.train.inputs;
      const design = Array.from({ length: rows }, (_, i) => [
        ...values.subarray(i * columns, (i + 1) * columns),
        1,
      ]);
      const gram = design[0]!.map((_, a) =>
        Float64Array.from(design[0]!, (_, b) => design.reduce((sum, row) => sum + row[a]! * row[b]!, 0)),
      );
      const eigenvalues = spectrum(gram);
      const expected = eigenvalues.at(-1)! / eigenvalues[0]!;
      const { hessian, gaussNewton } = records[0]!.curvature!.conditionNumber!;
      for (const { value, rank, note } of [hessian, gaussNewton]) {
        expect(Math.abs(value! / expected - 1)).toBeLessThan(close);
        expect([rank, note]).toEqual([4, '']);
      }
    },
  );
});

function quadratic(rows: Rows, x: Float64Array): number {
  return rows.reduce((sum, row, i) => sum + x[i]! * dot(row, x), 0);
}

/** The share of ‖g‖² in the space of the top eigenvectors by ml-matrix. */
function shareOf({ hessian, gradient }: Oracle): number {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    new MlMatrix(hessian.map((row) => [...row])),
    { assumeSymmetric: true },
  );
  const order = realEigenvalues.map((_, i) => i).sort((i, j) => realEigenvalues[j]! - realEigenvalues[i]!);
  const along = order
    .slice(0, COUNT)
    .map((i) => dot(Float64Array.from(eigenvectorMatrix.getColumn(i)), gradient) ** 2);
  return along.reduce((sum, square) => sum + square, 0) / dot(gradient, gradient);
}

/** What the columns of one row say was spent. */
function productsOf(found: CurvatureRecord): number {
  const { lambdaMax, lambdaMin, trace, topEigenvalues, alignment, stepQuality, gaussNewton, density } = found;
  const single = [lambdaMax, lambdaMin, trace, topEigenvalues, alignment, stepQuality, gaussNewton, density];
  const { hessian, gaussNewton: ofGaussNewton } = found.conditionNumber!;
  const several = [...found.blocks!, hessian, ofGaussNewton];
  return [...single, ...several].reduce((sum, one) => sum + (one?.products ?? 0), 0);
}
