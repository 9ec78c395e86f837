import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { summarize } from '../../../scripts/bench/statistics.ts';

describe('the quartiles of some times', () => {
  test('are the elements a quarter, a half and three quarters up the sorted list', () => {
    expect(summarize([5, 1, 4, 2, 3])).toEqual({ median: 3, lowerQuartile: 2, upperQuartile: 4, calls: 5 });
  });

  test('round down between two elements', () => {
    expect(summarize([4, 1, 3, 2])).toEqual({ median: 2, lowerQuartile: 1, upperQuartile: 3, calls: 4 });
  });

  test('are sorted as numbers, not as texts', () => {
    expect(summarize([10, 9, 100]).median).toBe(10);
  });

  test('of one time are that time', () => {
    expect(summarize([7])).toEqual({ median: 7, lowerQuartile: 7, upperQuartile: 7, calls: 1 });
  });

  property.prop([fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 })])(
    'leave at least a half on each side of the median, whatever the order',
    (times) => {
      const { median, lowerQuartile, upperQuartile } = summarize(times);
      const half = times.length / 2;
      expect(times.filter((time) => time <= median).length).toBeGreaterThanOrEqual(half);
      expect(times.filter((time) => time >= median).length).toBeGreaterThanOrEqual(half);
      expect(summarize(times.toReversed()).median).toBe(median);
      expect(lowerQuartile).toBeLessThanOrEqual(median);
      expect(upperQuartile).toBeGreaterThanOrEqual(median);
    },
  );

  test.each([
    ['no time', []],
    ['a NaN', [1, Number.NaN]],
    ['an infinite time', [Number.POSITIVE_INFINITY]],
  ])('are refused for %s', (_, times) => {
    expect(() => summarize(times)).toThrow('at least one time, all finite');
  });
});
