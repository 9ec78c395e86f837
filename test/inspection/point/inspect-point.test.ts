import { describe, expect, it } from 'vitest';
import { inspectPoint } from '../../../src/inspection/point/inspect-point.ts';
import { layoutOf } from '../../../src/models/layout.ts';
import { matrix } from '../../../src/numerics/matrix.ts';
import type { Objective } from '../../../src/objectives/contract.ts';
import { quadraticObjective } from '../../../src/objectives/quadratic.ts';
import { expectClose } from '../../support/close.ts';
import { quadraticWithSpectrum } from '../../support/quadratics.ts';

/** A quadratic's every number is known; what remains is rounding of some 20 additions. */
const ROUNDING = 1e-12;

const eigenvalues = [-1, 0.25, 0.5, 2, 4, 10];
const layout = layoutOf([
  { name: 'layer1/kernel', shape: [2, 2] },
  { name: 'layer1/bias', shape: [2] },
]);

function inspect(
  objective: Objective,
  parameters: Float64Array,
  learningRate = 0.1,
  precision: 'float32' | 'float64' = 'float64',
) {
  return inspectPoint(
    {
      objective,
      parameters,
      layout,
      precision,
      learningRate,
      rule: { type: 'gradient-descent' },
      next: (gradient) => parameters.map((entry, i) => entry - learningRate * gradient[i]!),
    },
    { top: 3, seed: 1, tolerance: 1e-3, maxIterations: 100 },
  );
}

describe('the inspection of a quadratic', () => {
  const objective = quadraticWithSpectrum(eigenvalues, new Float64Array(6).fill(1));
  const found = inspect(objective, Float64Array.from([1, -1, 2, 0, 0.5, 3]));

  it('finds the whole spectrum, both ends of it and the trace', () => {
    expectClose(found.spectrum.full.eigenvalues, eigenvalues, ROUNDING);
    expectClose(
      found.ends.top.map(({ value }) => value),
      [10, 4, 2],
      1e-6,
    );
    expect(found.ends.smallest!.value).toBeCloseTo(-1, 6);
    expect(found.spectrum.exactTrace).toBeCloseTo(15.75, 10);
    const { value, standardError } = found.spectrum.trace;
    expect(Math.abs(value - 15.75)).toBeLessThan(4 * standardError + ROUNDING);
  });

  it('gives the reason where there is no condition number, and none of a Gauss-Newton matrix that is not there', () => {
    expect(found.spectrum.condition).toMatchObject({ value: null, note: 'indefinite' });
    expect(found.spectrum.gaussNewtonCondition).toBeNull();
  });

  it('predicts the next step exactly, for a quadratic is its own expansion', () => {
    expect(found.step.ratio).toBeCloseTo(1, 10);
    expect(found.step.predicted).toBeCloseTo(
      0.1 * found.gradientModel.slope - 0.005 * found.gradientModel.curvature,
      9,
    );
    expect(found.stabilityRatio).toBeCloseTo(0.5, 6);
  });

  it('counts the signs of the eigenvalues where the point is not critical', () => {
    expect(found.criticalPoint).toMatchObject({ kind: 'not-critical', positive: 5, zero: 0, negative: 1 });
  });

  it('has a block for each tensor and for the layer, none above λmax', () => {
    expect(found.blocks.map(({ layer, parameter, dimension }) => [layer, parameter, dimension])).toEqual([
      ['layer1', 'kernel', 4],
      ['layer1', 'bias', 2],
      ['layer1', 'all', 6],
    ]);
    expect(found.blocks[2]!.value).toBeCloseTo(10, 5);
    for (const { value } of found.blocks) expect(value).toBeLessThanOrEqual(10 + 1e-9);
  });

  it('fixes the signs of the eigenvectors by the entry largest in magnitude', () => {
    for (const { vector } of found.ends.top) {
      expect(Math.max(...vector)).toBe(Math.max(...vector.map(Math.abs)));
    }
  });
});

it('a saddle is told from the gradient that vanishes and eigenvalues of both signs', () => {
  const objective = quadraticWithSpectrum(eigenvalues, new Float64Array(6));
  const { criticalPoint, gradientModel, step } = inspect(objective, new Float64Array(6));
  expect(criticalPoint).toMatchObject({ kind: 'saddle', positive: 5, negative: 1 });
  expect(gradientModel.note).toBe('zero-gradient');
  expect(step.note).toBe('zero-displacement');
});

it('a zero Hessian has status zero-operator in every search', () => {
  const objective = quadraticObjective(matrix(6, 6), new Float64Array(6).fill(1));
  const { ends, spectrum, blocks } = inspect(objective, new Float64Array(6));
  expect(ends.top[0]).toMatchObject({ value: 0, status: 'zero-operator' });
  expect(spectrum.full.status).toBe('zero-operator');
  expect(blocks.every(({ status }) => status === 'zero-operator')).toBe(true);
});

it('parameters that are not numbers give non-finite statuses and no eigenvalue', () => {
  const cubic: Objective = {
    dimension: 6,
    value: (x) => x[0]! ** 3,
    gradient: (x, out) => {
      out.fill(0)[0] = 3 * x[0]! ** 2;
      return x[0]! ** 3;
    },
    linearize: (x) => ({
      value: x[0]! ** 3,
      gradient: new Float64Array(6).fill(3 * x[0]! ** 2),
      hessian: { dimension: 6, apply: (v, out) => void out.fill(6 * x[0]! * v[0]!) },
    }),
  };
  const { ends, spectrum, criticalPoint, gradientModel } = inspect(
    cubic,
    new Float64Array(6).fill(Number.NaN),
  );
  expect(ends.top.every(({ status }) => status === 'non-finite')).toBe(true);
  expect(spectrum.full.status).toBe('non-finite');
  expect(spectrum.condition).toMatchObject({ value: null, note: 'non-finite' });
  expect(criticalPoint.kind).toBe('inconclusive');
  expect(gradientModel.note).toBe('non-finite');
});

it('float32 gives no condition number where its rounding hides an eigenvalue, but tells an indefinite Hessian', () => {
  const convex = quadraticWithSpectrum([1e-6, 1, 1, 1, 4, 10], new Float64Array(6).fill(1));
  const at = new Float64Array(6);
  expect(inspect(convex, at).spectrum.condition.value! / 1e7).toBeCloseTo(1, 6);
  const rough = inspect(convex, at, 0.1, 'float32').spectrum.condition;
  expect(rough).toMatchObject({ value: null, note: 'float32', advice: expect.stringContaining('float64') });
  const saddle = quadraticWithSpectrum(eigenvalues, new Float64Array(6).fill(1));
  expect(inspect(saddle, at, 0.1, 'float32').spectrum.condition.note).toBe('indefinite');
});
