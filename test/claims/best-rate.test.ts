/** The best learning rate on f = ½λx², where one step of 1/λ is the minimum. */
import { expect, it } from 'vitest';
import { bestRate } from '../../src/claims/best-rate.ts';
import { matrix } from '../../src/numerics/matrix.ts';
import { quadraticObjective } from '../../src/objectives/quadratic.ts';
import { createOptimizer } from '../../src/optimizers/create.ts';

const LAMBDA = 4;
const objective = quadraticObjective(matrix(1, 1, Float64Array.of(LAMBDA)), new Float64Array(1));
const descent = createOptimizer({ type: 'gradient-descent' });

it('takes the rate that leaves the smallest loss', () => {
  const start = Float64Array.of(3);
  const found = bestRate(objective, start, descent, [0.1, 1 / LAMBDA, 0.4], 5);
  expect(found).toEqual({ rate: 1 / LAMBDA, loss: 0 });
  expect(start).toEqual(Float64Array.of(3));
});

it('says infinity where every rate leaves the range of float64', () => {
  const { loss } = bestRate(objective, Float64Array.of(3), descent, [10, 20], 500);
  expect(loss).toBe(Number.POSITIVE_INFINITY);
});
