/**
 * Oracles: a quadratic, where the ratio is one for any displacement, and the closed form of an MLP, where the remainder
 * is of third order. It alone can catch: a wrong sign or factor of the second-order term, and noise taken for a ratio.
 */
import { describe, expect, it } from 'vitest';
import { stepQuality } from '../../../src/curvature/local-model/step-quality.ts';
import { randomStream, randomUnitVector } from '../../../src/numerics/random.ts';
import { closedFormObjective } from '../../../src/objectives/closed-form/objective.ts';
import type { Objective } from '../../../src/objectives/contract.ts';
import { createOptimizer } from '../../../src/optimizers/create.ts';
import { randomProblem } from '../../support/cases.ts';
import { quadraticWithSpectrum } from '../../support/quadratics.ts';
import { diagonal } from '../matrices.ts';

function qualityOf(objective: Objective, x: Float64Array, displacement: Float64Array) {
  const { value, gradient, hessian } = objective.linearize(x);
  const valueAfter = objective.value(x.map((entry, i) => entry + displacement[i]!));
  return stepQuality({ gradient, hessian, displacement, valueBefore: value, valueAfter });
}

describe('the predicted against the actual decrease', () => {
  it('agree on a quadratic for any displacement, uphill ones and those of momentum too', () => {
    const objective = quadraticWithSpectrum([9, 4, 2, -0.5], Float64Array.of(1, 2, 3, 4));
    const random = randomStream(1, 'test');
    for (let i = 0; i < 20; i++) {
      const x = randomUnitVector(random, 4).map((entry) => 3 * entry);
      const quality = qualityOf(objective, x, randomUnitVector(random, 4));
      expect(quality.note).toBe('');
      expect(Math.abs(quality.ratio! - 1)).toBeLessThan(1e-10);
      expect(Math.abs(quality.remainder)).toBeLessThan(1e-12);
      expect(quality.firstOrder + quality.secondOrder).toBe(quality.predicted);
    }
    const optimizer = createOptimizer({ type: 'momentum', momentum: 0.9 });
    const state = optimizer.initialize(4);
    const x = Float64Array.of(1, 1, 1, 1);
    for (let step = 0; step < 5; step++) {
      const before = x.slice();
      const { value, gradient, hessian } = objective.linearize(x);
      optimizer.step(x, gradient, state, 0.1);
      const displacement = x.map((entry, i) => entry - before[i]!);
      const quality = stepQuality({
        gradient,
        hessian,
        displacement,
        valueBefore: value,
        valueAfter: objective.value(x),
      });
      expect(Math.abs(quality.ratio! - 1)).toBeLessThan(1e-10);
    }
  });

  it('differ by a third-order remainder on an MLP: eight times smaller for half the step', () => {
    const problem = randomProblem({ layers: [4, 6, 1], activation: 'tanh', batchNorm: null }, 20, 6);
    const objective = closedFormObjective(problem.specification, problem.inputs, problem.targets);
    const { gradient } = objective.linearize(problem.parameters);
    const remainder = (step: number) =>
      qualityOf(
        objective,
        problem.parameters,
        gradient.map((entry) => -step * entry),
      ).remainder;
    const order = Math.log2(remainder(0.02) / remainder(0.01));
    // The fourth-order term moves the measured order by about the step.
    expect(Math.abs(order - 3)).toBeLessThan(0.05);
  });

  it('foresees that a step beyond 2/λ climbs: f = ½·4x², x = 1, step 0.6 > 2/4', () => {
    const quality = stepQuality({
      gradient: Float64Array.of(4),
      hessian: diagonal([4]),
      displacement: Float64Array.of(-2.4),
      valueBefore: 2,
      valueAfter: 2 * 1.4 ** 2,
    });
    expect(quality.predicted).toBeLessThan(0);
    expect(quality.ratio).toBeCloseTo(1, 12);
    expect(quality).toMatchObject({ firstOrder: 9.6, products: 1 });
  });

  const still = { gradient: Float64Array.of(1, 2), hessian: diagonal([1, 1]), valueBefore: 5, valueAfter: 5 };
  it.each([
    ['no displacement', { displacement: Float64Array.of(0, 0) }, 'zero-displacement', 0],
    [
      'a displacement too small to be seen in the values',
      { displacement: Float64Array.of(1e-17, 0) },
      'below-rounding',
      1,
    ],
    ['a displacement with NaN', { displacement: Float64Array.of(Number.NaN, 0) }, 'non-finite', 0],
    [
      'a value that overflowed',
      { displacement: Float64Array.of(1, 0), valueAfter: Number.POSITIVE_INFINITY },
      'non-finite',
      1,
    ],
    [
      'a Hessian with NaN',
      { displacement: Float64Array.of(1, 0), hessian: diagonal([Number.NaN, 1]) },
      'non-finite',
      1,
    ],
    ['float32 values', { displacement: Float64Array.of(1e-8, 0), precision: 6e-8 }, 'below-rounding', 1],
  ])('have no ratio for %s, and say why', (_, step, note, products) => {
    expect(stepQuality({ ...still, ...step })).toMatchObject({ ratio: null, note, products });
  });

  it('refuses vectors of another length', () => {
    expect(() => stepQuality({ ...still, displacement: Float64Array.of(1) })).toThrow(
      /displacement: expected .* 2/,
    );
    expect(() =>
      stepQuality({ ...still, displacement: Float64Array.of(1, 1), gradient: Float64Array.of(1) }),
    ).toThrow(/gradient: expected .* 2/);
  });
});
