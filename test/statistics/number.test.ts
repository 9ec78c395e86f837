import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatNumber, formatSpread, median } from '../../src/statistics/number.ts';

test('the terminal shows four significant digits and a dash for what was not measured', () => {
  expect([0.123456, 1234567, -38471234567, 1e-9, 0, Number.NaN, null].map(formatNumber)).toEqual([
    '0.1235',
    '1235000',
    '-3.847e10',
    '1e-9',
    '0',
    'NaN',
    '-',
  ]);
});

test('half of the values lie on each side of the median, in whatever order they come', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 }), (values) => {
      const middle = median(values)!;
      expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(values.length / 2);
      expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(values.length / 2);
    }),
  );
});

test('a loss that ended as NaN counts as the largest, so that it cannot make a median look better', () => {
  expect(median([Number.NaN, 1, 2])).toBe(2);
  expect(median([Number.NaN, Number.NaN, 1])).toBeNaN();
  expect(median([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
});

test('a spread shows median, smallest and largest, and the median alone where they agree', () => {
  expect(formatSpread([3, 1, 2])).toBe('2 (1 … 3)');
  expect(formatSpread([2, null])).toBe('2');
  expect(formatSpread([2, 2])).toBe('2');
  expect(formatSpread([null])).toBe('-');
});
