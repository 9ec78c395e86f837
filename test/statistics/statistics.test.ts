import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { intervalCaution, medianInterval, rangeCoverage } from '../../src/statistics/median-bootstrap.ts';
import { comparePaired } from '../../src/statistics/paired.ts';
import { fitPowerLaw } from '../../src/statistics/power-law.ts';
import { signedRankTest } from '../../src/statistics/signed-rank.ts';
import golden from '../golden/statistics/cases.json' with { type: 'json' };

/**
 * scipy resamples: the share of draws below a value is off by up to 4·√(0.025·0.975/400,000) = 0.001, so its quantile
 * may be a neighbouring value of the exact distribution where the latter comes that near to 2.5 %.
 */
const SHARE_ERROR = 1e-3;

describe('against scipy', () => {
  it.each(golden.cases)(
    'the median of $sample.length numbers has scipy’s interval',
    ({ sample, median, interval }) => {
      const found = medianInterval(sample);
      expect(found.estimate).toBeCloseTo(median, 12);
      if (interval === null) return;
      const slack = (share: number) =>
        [share - SHARE_ERROR, share + SHARE_ERROR].map((q) => endpoint(sample, q));
      const [low, high] = interval as [number, number];
      const [lowest, lower] = slack(0.025) as [number, number];
      const [higher, highest] = slack(0.975) as [number, number];
      // scipy.stats.bootstrap, used for the longest sample, interpolates and resamples 40,000 times only.
      const rough = sample.length >= 60 ? 0.03 : 1e-9;
      expect(low).toBeGreaterThanOrEqual(lowest - rough);
      expect(low).toBeLessThanOrEqual(lower + rough);
      expect(high).toBeGreaterThanOrEqual(higher - rough);
      expect(high).toBeLessThanOrEqual(highest + rough);
      expect(found.low).toBeGreaterThanOrEqual(lowest);
      expect(found.high).toBeLessThanOrEqual(highest);
    },
  );

  it.each(golden.cases)(
    'the signed ranks of $sample.length differences have scipy’s p',
    ({ sample, wilcoxon }) => {
      const found = signedRankTest(sample);
      expect(found.p).toBeCloseTo(wilcoxon!.p, found.method === 'exact' ? 12 : 6);
      const total = (found.count * (found.count + 1)) / 2;
      expect(Math.min(found.positiveRanks, total - found.positiveRanks)).toBeCloseTo(wilcoxon!.statistic, 9);
    },
  );
});

/** The endpoint of a one-sided interval: that of a two-sided one with twice the tail. */
function endpoint(sample: readonly number[], share: number): number {
  const interval = medianInterval(sample, Math.abs(1 - 2 * share));
  return share < 0.5 ? interval.low : interval.high;
}

describe('the median and its interval', () => {
  it('of three numbers follow from the 27 samples of them', () => {
    // Sorted a < b < c, 7 samples have median a, 13 b, 7 c: 7/27 = 0.259.
    expect(medianInterval([3, 1, 2], 0.52)).toEqual({ estimate: 2, low: 1, high: 3, confidence: 0.52 });
    expect(medianInterval([3, 1, 2], 0.46)).toMatchObject({ low: 2, high: 2 });
  });

  it('of two numbers lie at them and half way between', () => {
    expect(medianInterval([0, 2], 0.6)).toMatchObject({ estimate: 1, low: 0, high: 2 });
    expect(medianInterval([0, 2], 0.4)).toMatchObject({ low: 1, high: 1 });
  });

  it('of no or of infinite numbers are refused', () => {
    expect(() => medianInterval([])).toThrow('medianInterval: the sample is empty');
    expect(() => medianInterval([1, Number.POSITIVE_INFINITY])).toThrow('value 1 is Infinity');
  });

  const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 });
  test.prop([numbers])('enclose the median, turn with the sign and do not depend on the order', (sample) => {
    const { estimate, low, high } = medianInterval(sample);
    expect(low).toBeLessThanOrEqual(estimate);
    expect(high).toBeGreaterThanOrEqual(estimate);
    expect(medianInterval([...sample].reverse())).toEqual(medianInterval(sample));
    const mirrored = medianInterval(
      sample.map((x) => 0 - x),
      0.9,
    );
    const same = medianInterval(sample, 0.9);
    expect(mirrored.low + same.high).toBeCloseTo(0, 6);
  });
});

describe('the signed-rank test', () => {
  it('of five positive differences has p = 2/32', () => {
    expect(signedRankTest([1, 2, 3, 4, 5])).toMatchObject({ p: 2 / 32, rankBiserial: 1, method: 'exact' });
  });

  it('drops zeros, and says p = 1 where nothing is left', () => {
    expect(signedRankTest([0, 0])).toMatchObject({ count: 0, p: 1, rankBiserial: 0 });
    expect(signedRankTest([0, 1, 2, 3, 4, 5])).toEqual(signedRankTest([1, 2, 3, 4, 5]));
  });

  it('ties what differs by rounding alone', () => {
    expect(signedRankTest([1.1 - 1.0, 2.2 - 2.3])).toMatchObject({ positiveRanks: 1.5, p: 1 });
  });

  it('goes over to the normal distribution without a jump', () => {
    const differences = Array.from({ length: 299 }, (_, i) => (i % 9 < 4 ? -1 : 1) * (i + 1));
    const exact = signedRankTest(differences);
    const approximate = signedRankTest([...differences, 1e-9]);
    expect([exact.method, approximate.method]).toEqual(['exact', 'normal approximation']);
    expect(approximate.p / exact.p).toBeGreaterThan(0.98);
    expect(approximate.p / exact.p).toBeLessThan(1.02);
  });
});

describe('paired measurements', () => {
  it('are compared by their log ratios where all are positive', () => {
    const { logRatio, difference, test: signed } = comparePaired([1, 2, 3], [2, 4, 6]);
    expect(logRatio).toMatchObject({ estimate: Math.log(2), low: Math.log(2), high: Math.log(2) });
    expect(difference.estimate).toBe(2);
    expect(signed.rankBiserial).toBe(1);
  });

  it('are compared by their differences alone where one is not', () => {
    expect(comparePaired([0, 1], [1, 3])).toMatchObject({ logRatio: null, difference: { estimate: 1.5 } });
  });

  it('of different number are refused', () => {
    expect(() => comparePaired([1], [1, 2])).toThrow('expected pairs, received 1 and 2 numbers');
  });
});

describe('a power law', () => {
  test.prop([fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: 0.1, max: 10, noNaN: true })])(
    'is found where the points follow one',
    (exponent, factor) => {
      const law = fitPowerLaw([1, 2, 5, 10, 100].map((x) => [x, factor * x ** exponent]));
      expect(law.exponent).toBeCloseTo(exponent, 9);
      expect(law.factor / factor).toBeCloseTo(1, 9);
    },
  );

  it('says by R² how well it fits', () => {
    expect(
      fitPowerLaw([
        [1, 1],
        [10, 100],
      ]).rSquared,
    ).toBeCloseTo(1, 12);
    expect(
      fitPowerLaw([
        [1, 1],
        [10, 5],
        [100, 1],
      ]).rSquared,
    ).toBeLessThan(0.1);
  });

  it('needs positive points at two places', () => {
    expect(() => fitPowerLaw([[1, 0]])).toThrow('point 0 is (1, 0)');
    expect(() =>
      fitPowerLaw([
        [1, 1],
        [1, 2],
      ]),
    ).toThrow('at least two different x');
  });
});

describe('the interval of a few numbers', () => {
  it.each([2, 3, 4, 5])('of %d is their range, that of 6 is not', (count) => {
    const sample = [3, 1, 4, 1.5, 9].slice(0, count);
    const { low, high } = medianInterval(sample);
    expect([low, high]).toEqual([Math.min(...sample), Math.max(...sample)]);
    expect(rangeCoverage(count)).not.toBeNull();
    expect(medianInterval([1, 2, 3, 4, 5, 6]).low).toBeGreaterThan(1);
    expect(rangeCoverage(6)).toBeNull();
  });

  it.each([1, 2, 3, 4, 5])('of %d covers the median as often as not all lie on one side of it', (count) => {
    // Each lies above or below with the same chance: all patterns of signs, of which two are one-sided.
    const patterns = Array.from({ length: 2 ** count }, (_, bits) =>
      Array.from({ length: count }, (_, i) => (bits >> i) & 1),
    );
    const covering = patterns.filter((signs) => signs.includes(0) && signs.includes(1));
    expect(rangeCoverage(count)).toBe(covering.length / patterns.length);
  });

  it('is told in words', () => {
    expect(intervalCaution(3)).toBe(
      'An interval of 3 is their range: it covers the median in 75 % of all cases, not in 95 %.',
    );
    expect(intervalCaution(1)).toBe('Of one number there is no interval.');
    expect(intervalCaution(6)).toBeNull();
  });
});
