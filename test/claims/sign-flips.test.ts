/** Descent along an eigenvector multiplies the error by 1 − ηλ in each step: all counts and sizes are known. */
import { expect, it } from 'vitest';
import { diagonal, signFlips } from '../../src/claims/sign-flips.ts';
import { randomStream } from '../../src/numerics/random.ts';
import { quadraticObjective } from '../../src/objectives/quadratic.ts';
import { createOptimizer } from '../../src/optimizers/create.ts';

const STEPS = 20;
const quadratic = (products: readonly number[]) =>
  quadraticObjective(diagonal(products), new Float64Array(products.length));
/** Of (1 − ηλ)ᵏ, k roundings of about 1e-16 each. */
const ROUNDING = 1e-13;

it('plain descent changes sides in every step beyond ηλ = 1 and never below it', () => {
  const products = [0.1, 0.9, 1.2, 1.9];
  const plain = createOptimizer({ type: 'momentum', momentum: 0 });
  const { counts, left } = signFlips(quadratic(products), products, plain, STEPS, randomStream(3, 'test'));
  expect(counts).toEqual([0, 0, STEPS, STEPS]);
  products.forEach((product, k) => {
    const expected = Math.abs(1 - product) ** STEPS;
    expect(Math.abs(left[k]! / expected - 1)).toBeLessThan(ROUNDING);
  });
});

it('momentum turns about ωk/π times, with cos ω = (1 + β − ηλ)/(2√β)', () => {
  const [beta, steps] = [0.81, 1000];
  const products = [0.05, 0.5, 1.5, 3];
  const momentum = createOptimizer({ type: 'momentum', momentum: beta });
  const { counts } = signFlips(quadratic(products), products, momentum, steps, randomStream(4, 'test'));
  products.forEach((product, k) => {
    const omega = Math.acos((1 + beta - product) / (2 * Math.sqrt(beta)));
    // The phase at the start moves the count by at most one.
    expect(Math.abs(counts[k]! - (omega * steps) / Math.PI)).toBeLessThanOrEqual(1);
  });
});
