import { expect, it } from 'vitest';
import { divergenceLoss, hasDiverged } from '../../src/training/divergence.ts';
import { initialStatistics, updateStatistics } from '../../src/training/running-statistics.ts';

it('the limit is 1000 times the loss of predicting each mean, when that is above the initial loss', () => {
  // Outputs (0, 10) and (2, 30): means 1 and 20, squares 1, 1, 100, 100.
  expect(divergenceLoss(0.1, [0, 10, 2, 30], 2)).toBe(1000 * (202 / 4));
});

it('the limit is 1000 times the initial loss otherwise', () => {
  expect(divergenceLoss(7, [1, 1, 1], 1)).toBe(7000);
});

it('a loss at the limit is good; above it, NaN or Infinity anywhere is divergence', () => {
  expect(hasDiverged(10, 1, 10)).toBe(false);
  expect(hasDiverged(10.1, 1, 10)).toBe(true);
  expect(hasDiverged(Number.NaN, 1, 10)).toBe(true);
  expect(hasDiverged(Number.POSITIVE_INFINITY, 1, Number.MAX_VALUE)).toBe(true);
  expect(hasDiverged(1, Number.NaN, 10)).toBe(true);
  expect(hasDiverged(1, Number.POSITIVE_INFINITY, 10)).toBe(true);
});

it('running statistics start at mean 0 and variance 1 and move by 1 − momentum', () => {
  const specification = { layers: [3, 2, 4, 1], activation: 'relu' as const, batchNorm: null };
  expect(initialStatistics(specification)).toEqual([]);
  const start = initialStatistics({ ...specification, batchNorm: { epsilon: 1e-3, momentum: 0.75 } });
  expect(start.map(({ mean }) => mean.length)).toEqual([2, 4]);
  const batch = [2, 4].map((units) => ({
    mean: new Float64Array(units).fill(8),
    variance: new Float64Array(units).fill(5),
  }));
  const [first] = updateStatistics(start, batch, 0.75);
  expect([...first!.mean]).toEqual([2, 2]);
  expect([...first!.variance]).toEqual([2, 2]);
  expect([...start[0]!.mean]).toEqual([0, 0]);
});
