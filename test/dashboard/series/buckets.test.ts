import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { boundOnGrid, gridOf, onGrid } from '../../../src/dashboard/series/buckets.ts';

const seriesOf = (values: readonly number[]) => ({
  length: values.length,
  epochs: Float64Array.from(values.keys()),
  values: Float64Array.from(values),
});

test('up to twice the columns every epoch has its point, and beyond a grid never has more than that', () => {
  expect([...gridOf(7, 4).epochs]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  for (const last of [8, 9, 100, 12_345]) expect(gridOf(last, 4).epochs.length).toBeLessThanOrEqual(8);
  expect(gridOf(-1, 4).epochs.length).toBe(0);
});

property.prop([fc.integer({ min: 1, max: 500 })])('points ascend and stay within the epochs', (last) => {
  const { epochs } = gridOf(last, 4);
  expect([...epochs]).toEqual([...epochs].sort((a, b) => a - b));
  expect(epochs.at(-1)).toBeLessThanOrEqual(last);
});

property.prop([
  fc.array(fc.oneof(fc.double({ noNaN: true }), fc.constant(Number.NaN)), { minLength: 1, maxLength: 200 }),
])(
  'no spike is lost: the extremes of the whole are among the points, and nothing else is than what was measured',
  (values) => {
    const series = seriesOf(values);
    const points = [...onGrid(series, gridOf(values.length - 1, 4))].filter((value) => !Number.isNaN(value));
    const finite = values.filter(Number.isFinite);
    for (const point of points) expect(finite).toContain(point);
    if (finite.length === 0) {
      expect(points).toEqual([]);
      return;
    }
    expect(Math.max(...points)).toBe(Math.max(...finite));
    expect(Math.min(...points)).toBe(Math.min(...finite));
  },
);

property.prop([
  fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 20, maxLength: 200 }),
  fc.nat(19),
])('a line that grows keeps its points, as long as the stretches are as long', (values, cut) => {
  const shorter = values.slice(0, values.length - cut);
  const [grid, before] = [gridOf(values.length - 1, 4), gridOf(shorter.length - 1, 4)];
  fc.pre(grid.size === before.size);
  const whole = before.size === 1 ? shorter.length : 2 * Math.floor(shorter.length / before.size);
  expect([...onGrid(seriesOf(values), grid)].slice(0, whole)).toEqual(
    [...onGrid(seriesOf(shorter), before)].slice(0, whole),
  );
});

test('the bounds of a band cover each stretch', () => {
  const grid = gridOf(15, 4);
  const wave = seriesOf(Array.from({ length: 16 }, (_, i) => (i % 4) - i));
  expect(grid.size).toBe(4);
  expect([...boundOnGrid(wave, grid, 'high')]).toEqual([0, 0, -4, -4, -8, -8, -12, -12]);
  expect([...boundOnGrid(wave, grid, 'low')]).toEqual([0, 0, -4, -4, -8, -8, -12, -12]);
  const [low, high] = [seriesOf([3, 1, 2, 9]), seriesOf([5, 4, 9, 7])];
  const one = gridOf(3, 1);
  expect([one.size, ...boundOnGrid(low, one, 'low'), ...boundOnGrid(high, one, 'high')]).toEqual([
    4, 1, 1, 9, 9,
  ]);
});
