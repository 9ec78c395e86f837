import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { smooth } from '../../../src/dashboard/series/smooth.ts';

/** Rounding of sums of at most 50 terms of size 1000. */
const TOLERANCE = 1e-9;

const seriesOf = (values: readonly number[]) => ({
  length: values.length,
  epochs: Float64Array.from(values.keys()),
  values: Float64Array.from(values),
});

property.prop([
  fc.array(fc.double({ min: -1000, max: 1000, noNaN: true }), { minLength: 1, maxLength: 50 }),
  fc.double({ min: 0.01, max: 0.99, noNaN: true }),
])('each value is the mean of those up to it, weighted by powers of the weight', (values, weight) => {
  const { values: smoothed } = smooth(seriesOf(values), weight);
  values.forEach((_, t) => {
    const weights = values.slice(0, t + 1).map((_, i) => weight ** (t - i));
    const total = weights.reduce((sum, one) => sum + one, 0);
    const mean = weights.reduce((sum, one, i) => sum + one * values[i]!, 0) / total;
    expect(Math.abs(smoothed[t]! - mean)).toBeLessThan(TOLERANCE);
  });
});

test('weight 0 leaves a series as it is, and NaN and Infinity pass through without a trace', () => {
  const series = seriesOf([1, Number.NaN, 3, Number.POSITIVE_INFINITY, 5]);
  expect(smooth(series, 0)).toBe(series);
  const { values } = smooth(series, 0.5);
  const { values: without } = smooth(seriesOf([1, 3, 5]), 0.5);
  expect([values[1], values[3]]).toEqual([Number.NaN, Number.POSITIVE_INFINITY]);
  expect([values[0], values[2], values[4]]).toEqual([...without]);
});
