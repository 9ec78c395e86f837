/** Two independent samples against scipy, which resamples and counts permutations where the code here counts exactly. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { medianInterval } from '../../src/statistics/median-bootstrap.ts';
import { medianDifference } from '../../src/statistics/median-difference.ts';
import { rankSumTest } from '../../src/statistics/rank-sum.ts';
import { compareUnpaired } from '../../src/statistics/unpaired.ts';
import golden from '../golden/statistics/cases.json' with { type: 'json' };

/** 4·√(0.025·0.975/100,000): how far the share of scipy's draws below a value may be off. */
const SHARE_ERROR = 2e-3;
/** scipy interpolates between draws where the exact distribution has a next value: the last digits differ. */
const DIGITS = 1e-9;

/** What the normal approximation costs from 30 against 30 numbers on. */
const NORMAL_ERROR = 4e-3;

describe('against scipy', () => {
  it.each(golden.unpaired)(
    'the medians of $first.length and $second.length numbers lie as far apart as in scipy',
    ({ first, second, interval }) => {
      if (interval === null) return;
      const { estimate, low, high } = medianDifference(first, second);
      const within = (share: number) => medianDifference(first, second, 'plain', 1 - 2 * share);
      const [outer, inner] = [within(0.025 - SHARE_ERROR), within(0.025 + SHARE_ERROR)];
      expect(interval[0]).toBeGreaterThanOrEqual(outer.low - DIGITS);
      expect(interval[0]).toBeLessThanOrEqual(inner.low + DIGITS);
      expect(interval[1]).toBeGreaterThanOrEqual(inner.high - DIGITS);
      expect(interval[1]).toBeLessThanOrEqual(outer.high + DIGITS);
      expect([low, high].map((end) => end >= outer.low && end <= outer.high)).toEqual([true, true]);
      expect(estimate).toBeGreaterThanOrEqual(low);
      expect(estimate).toBeLessThanOrEqual(high);
    },
  );

  it.each(golden.unpaired)(
    'the ranks of $first.length and $second.length numbers have scipy’s U and p',
    ({ first, second, u, p }) => {
      const found = rankSumTest(first, second);
      expect(found.u).toBeCloseTo(u, 9);
      expect(found.p).toBeCloseTo(p, found.method === 'exact' ? 12 : 6);
      expect(found.rankBiserial).toBeCloseTo((2 * u) / (first.length * second.length) - 1, 12);
    },
  );

  it('both the exact and the approximate p are among the cases', () => {
    const methods = golden.unpaired.map(({ first, second }) => rankSumTest(first, second).method);
    expect(new Set(methods)).toEqual(new Set(['exact', 'normal approximation']));
  });
});

describe('the difference of two medians', () => {
  const odd = fc
    .array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 9 })
    .filter(({ length }) => length % 2 === 1);

  it('of two against three numbers follows from the 4 · 27 samples of them', () => {
    // Medians of the two: 10, 15, 20 with 1/4, 1/2, 1/4; of the three: 1, 2, 3 with 7/27, 13/27, 7/27.
    // Differences from below: 7 with 7/108, 8 with 13/108, 9 with 7/108, then 12.
    const at = (share: number) => medianDifference([1, 2, 3], [10, 20], 'plain', 1 - 2 * share).low;
    expect([0.06, 0.07, 0.18, 0.19, 0.24, 0.26].map(at)).toEqual([7, 8, 8, 9, 9, 12]);
  });

  test.prop([odd, fc.double({ min: -10, max: 10, noNaN: true })])(
    'against a single number is that of the other median, moved',
    (sample, single) => {
      const { low, high } = medianInterval(sample);
      const moved = medianDifference([single], sample);
      expect(moved.low).toBeCloseTo(low - single, 9);
      expect(moved.high).toBeCloseTo(high - single, 9);
    },
  );

  // The median of an odd number of draws is one of them: the logarithm passes through it.
  test.prop([odd, odd])('of logarithms is the logarithm of their ratio', (first, second) => {
    const ratio = medianDifference(first, second, 'log');
    const plain = medianDifference(first.map(Math.log), second.map(Math.log));
    for (const key of ['estimate', 'low', 'high'] as const) expect(ratio[key]).toBeCloseTo(plain[key], 9);
  });

  test.prop([odd, odd])('turns its sign when the samples change places', (first, second) => {
    const [there, back] = [medianDifference(first, second), medianDifference(second, first)];
    expect(back.estimate).toBeCloseTo(-there.estimate, 9);
    expect(there.low).toBeLessThanOrEqual(there.estimate);
    expect(there.high).toBeGreaterThanOrEqual(there.estimate);
  });

  it('needs numbers, finite ones, and positive ones for a ratio', () => {
    expect(() => medianDifference([], [1])).toThrow('medianDifference: the sample is empty');
    expect(() => medianDifference([1], [Number.NaN])).toThrow('value 0 is NaN');
    expect(() => medianDifference([0], [1], 'log')).toThrow('logarithms need positive numbers');
    expect(compareUnpaired([0, 1], [2, 3])).toMatchObject({ logRatio: null, difference: { estimate: 2 } });
  });
});

describe('the rank-sum test', () => {
  it('of two against three numbers has p = 2/10 where all of the one are larger', () => {
    expect(rankSumTest([1, 2, 3], [4, 5])).toEqual({ u: 6, p: 0.2, rankBiserial: 1, method: 'exact' });
    expect(rankSumTest([4, 5], [1, 2, 3])).toEqual({ u: 0, p: 0.2, rankBiserial: -1, method: 'exact' });
  });

  it('of numbers that are all the same has p = 1 and no effect', () => {
    const same = (count: number) => new Array<number>(count).fill(7);
    expect(rankSumTest(same(3), same(2))).toMatchObject({ p: 1, rankBiserial: 0 });
    expect(rankSumTest(same(40), same(40))).toMatchObject({ p: 1, method: 'normal approximation' });
  });

  it('goes over to the normal distribution without a jump', () => {
    const numbers = (count: number, from: number) => Array.from({ length: count }, (_, i) => from + 3 * i);
    const [first, second] = [numbers(30, 0), numbers(30, 28)];
    const exact = rankSumTest(first, second);
    // A number between the two of every rank leaves the effect as it is, and p nearly so.
    const approximate = rankSumTest(first, [...second, 58.5]);
    expect([exact.method, approximate.method]).toEqual(['exact', 'normal approximation']);
    expect(Math.abs(approximate.p - exact.p)).toBeLessThan(NORMAL_ERROR);
  });

  it('is refused for a sample that is empty or not finite', () => {
    expect(() => rankSumTest([], [1])).toThrow('rankSumTest: the sample is empty');
    expect(() => rankSumTest([1], [Number.POSITIVE_INFINITY])).toThrow('value 0 is Infinity');
  });
});
