/** The cases of the step size, against the recursion itself: heavy ball on λθ²/2, step by step. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { largestStableEigenvalue } from '../../src/curvature/stability.ts';
import { convergenceFactor, motionAlong, smoothLimit, stableLimit } from '../../src/playground/step-size.ts';

/** log of the growth of (θ, v) a step, over many steps, and how often θ changes sign. */
function follow(lambda: number, learningRate: number, momentum: number, steps: number) {
  let [theta, velocity, logSize, changes] = [1, 0, 0, 0];
  for (let i = 0; i < steps; i++) {
    const before = theta;
    velocity = momentum * velocity + lambda * theta;
    theta -= learningRate * velocity;
    if (before * theta < 0) changes++;
    // Scaled back to size 1, so that nothing over- or underflows.
    const size = Math.hypot(theta, learningRate * velocity);
    if (size === 0) return { growth: Number.NEGATIVE_INFINITY, changes };
    theta /= size;
    velocity /= size;
    logSize += Math.log(size);
  }
  return { growth: logSize / steps, changes };
}

// Thousandths: doubles would be drawn by their bits, and momenta be tiny nearly always.
const thousandths = (min: number, max: number) =>
  fc.integer({ min: 1000 * min, max: 1000 * max }).map((count) => count / 1000);
const positive = thousandths(0.01, 100);
const momentum = thousandths(0, 0.98);
/** λη over the stable limit; around the borders of the cases the recursion takes too long to decide. */
const share = thousandths(0.02, 1.5);
const STEPS = 4000;
/** The mean growth over so many steps differs from the limit by what the first steps did, and by double roots. */
const GROWTH_TOLERANCE = 5e-3;

describe('along an eigenvector of positive curvature', () => {
  test.prop([positive, momentum, share])(
    'the factor is what the recursion grows by',
    (lambda, beta, part) => {
      const learningRate = part * stableLimit(lambda, beta);
      fc.pre(convergenceFactor(lambda, learningRate, beta) > 1e-3);
      const { growth } = follow(lambda, learningRate, beta, STEPS);
      expect(Math.abs(growth - Math.log(convergenceFactor(lambda, learningRate, beta)))).toBeLessThan(
        GROWTH_TOLERANCE,
      );
    },
  );

  test.prop([positive, momentum, share])('it swings only beyond the smooth limit', (lambda, beta, part) => {
    const learningRate = part * stableLimit(lambda, beta);
    const margin = learningRate / smoothLimit(lambda, beta);
    fc.pre(Math.abs(margin - 1) > 0.02);
    const { changes } = follow(lambda, learningRate, beta, STEPS);
    expect(changes > 1).toBe(margin > 1);
    expect(motionAlong(lambda, learningRate, beta) === 'smooth').toBe(margin <= 1);
  });

  test.prop([positive, momentum])('the stable limit is that of the curvature library', (lambda, beta) => {
    const limit = stableLimit(lambda, beta);
    const rule = { type: 'momentum', momentum: beta } as const;
    expect(largestStableEigenvalue(limit, rule)).toBeCloseTo(lambda, 10);
  });
});

test.each([
  [0.1, 'smooth'],
  [0.25, 'smooth'],
  [0.26, 'oscillating'],
  [0.499, 'oscillating'],
  [0.5, 'at-limit'],
  [0.501, 'diverging'],
] as const)('for λ = 4, gradient descent at η = %f is %s', (learningRate, motion) => {
  expect(motionAlong(4, learningRate, 0)).toBe(motion);
});

test('no curvature is still, and negative curvature descends whatever the step size', () => {
  expect(motionAlong(0, 10, 0)).toBe('still');
  expect(motionAlong(-1, 1e-6, 0.9)).toBe('descending');
  expect(stableLimit(-1, 0)).toBe(Number.POSITIVE_INFINITY);
  expect(smoothLimit(0, 0)).toBe(Number.POSITIVE_INFINITY);
});
