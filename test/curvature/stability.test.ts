/**
 * The stability ratio against the spectral radius of each rule's iteration matrix, which is built by applying the
 * rule's own update to unit vectors: the formula of the bound appears nowhere in the oracle.
 */
import fc from 'fast-check';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import {
  largestStableEigenvalue,
  learningRateForRatio,
  type StabilityRule,
  stabilityRatio,
} from '../../src/curvature/stability.ts';

/** One step on the loss λθ²/2 from parameter θ and velocity v, as written in the rules' definition. */
function step(rule: StabilityRule, lambda: number, rate: number, [theta, v]: readonly [number, number]) {
  const gradient = lambda * theta;
  if (rule.type === 'gradient-descent') return [theta - rate * gradient, 0];
  const velocity = rule.momentum * v + gradient;
  const direction = rule.type === 'momentum' ? velocity : gradient + rule.momentum * velocity;
  return [theta - rate * direction, velocity];
}

function spectralRadius(rule: StabilityRule, lambda: number, rate: number): number {
  const columns = [step(rule, lambda, rate, [1, 0]), step(rule, lambda, rate, [0, 1])];
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(
    new Matrix(columns).transpose(),
  );
  return Math.max(...realEigenvalues.map((re, i) => Math.sqrt(re * re + imaginaryEigenvalues[i]! ** 2)));
}

const anyRule: fc.Arbitrary<StabilityRule> = fc.oneof(
  fc.constant({ type: 'gradient-descent' as const }),
  fc.record({
    type: fc.constantFrom('momentum' as const, 'nesterov' as const),
    momentum: fc.double({ min: 0, max: 0.99, noNaN: true }),
  }),
);
const positive = fc.double({ min: 1e-2, max: 1e2, noNaN: true });

describe('stabilityRatio', () => {
  it('is below 1 exactly where the spectral radius of the update is', () => {
    fc.assert(
      fc.property(anyRule, positive, fc.double({ min: 0.01, max: 3, noNaN: true }), (rule, lambda, ratio) => {
        // At the limit itself the radius is 1 up to rounding.
        fc.pre(Math.abs(ratio - 1) > 1e-6);
        const rate = learningRateForRatio(lambda, ratio, rule);
        expect(stabilityRatio(lambda, rate, rule)).toBeCloseTo(ratio, 12);
        expect(spectralRadius(rule, lambda, rate) < 1).toBe(ratio < 1);
      }),
      { numRuns: 1000 },
    );
  });

  it('is negative along negative curvature', () => {
    expect(stabilityRatio(-4, 0.1, { type: 'gradient-descent' })).toBe(-0.2);
  });

  it('agrees with gradient descent for a momentum of zero', () => {
    for (const type of ['momentum', 'nesterov'] as const) {
      expect(stabilityRatio(3, 0.5, { type, momentum: 0 })).toBe(
        stabilityRatio(3, 0.5, { type: 'gradient-descent' }),
      );
    }
  });

  it('refuses a momentum of 1', () => {
    expect(() => stabilityRatio(1, 1, { type: 'momentum', momentum: 1 })).toThrow(/below 1, received 1/);
  });
});

it('the largest stable eigenvalue at η = 0.05 is 40, with β = 0.9 the heavy ball’s 76 and Nesterov’s 3.8/2.8 · 20', () => {
  expect(largestStableEigenvalue(0.05, { type: 'gradient-descent' })).toBeCloseTo(40, 12);
  expect(largestStableEigenvalue(0.05, { type: 'momentum', momentum: 0.9 })).toBeCloseTo(76, 12);
  expect(largestStableEigenvalue(0.05, { type: 'nesterov', momentum: 0.9 })).toBeCloseTo(190 / 7, 12);
});

describe('learningRateForRatio', () => {
  it.each([0, -3, Number.NaN, Number.POSITIVE_INFINITY])('refuses the largest eigenvalue %d', (lambda) => {
    expect(() => learningRateForRatio(lambda, 0.5, { type: 'gradient-descent' })).toThrow(RangeError);
  });
});
