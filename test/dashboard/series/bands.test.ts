import { fc, test as property } from '@fast-check/vitest';
import { median } from 'simple-statistics';
import { expect, test } from 'vitest';
import type { Series } from '../../../src/dashboard/files/series.ts';
import { bandOf } from '../../../src/dashboard/series/bands.ts';

const seriesOf = (points: readonly (readonly [epoch: number, value: number])[]): Series => ({
  length: points.length,
  epochs: Float64Array.from(points, ([epoch]) => epoch),
  values: Float64Array.from(points, ([, value]) => value),
});
const pointsOf = ({ length, epochs, values }: Series) =>
  Array.from({ length }, (_, i) => [epochs[i], values[i]]);

/** Halves of small integers, whose medians are exact; and what diverged runs log. */
const value = fc.oneof(
  fc.integer({ min: -50, max: 50 }).map((integer) => integer / 2),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY),
);
const seed = fc
  .dictionary(fc.nat(20).map(String), value, { maxKeys: 12 })
  .map((entries) => Object.entries(entries).map(([epoch, at]) => [Number(epoch), at] as const));

property.prop([fc.array(seed, { minLength: 1, maxLength: 6 })])(
  'at each epoch it holds the median and the extremes of the seeds that have a finite value there',
  (seeds) => {
    const { middle, low, high } = bandOf(seeds.map(seriesOf), 'range');
    const byEpoch = new Map<number, number[]>();
    for (const [epoch, value] of seeds.flat()) {
      if (Number.isFinite(value)) byEpoch.set(epoch, [...(byEpoch.get(epoch) ?? []), value]);
    }
    const expected = [...byEpoch].sort(([a], [b]) => a - b);
    const over = (of: (values: number[]) => number) => expected.map(([epoch, values]) => [epoch, of(values)]);
    expect(pointsOf(low)).toEqual(over((values) => Math.min(...values)));
    expect(pointsOf(high)).toEqual(over((values) => Math.max(...values)));
    expect(pointsOf(middle)).toEqual(over(median));
  },
);

test('quartiles are interpolated as numpy.quantile does by default', () => {
  // numpy.quantile([1, 2, 4, 8], [0.25, 0.5, 0.75]) is [1.75, 3, 5].
  const { middle, low, high } = bandOf(
    [8, 1, 4, 2].map((value) => seriesOf([[3, value]])),
    'quartiles',
  );
  expect([pointsOf(low), pointsOf(middle), pointsOf(high)]).toEqual([[[3, 1.75]], [[3, 3]], [[3, 5]]]);
});
