/** Where intervals lie in a claimed range. */
import { expect, test } from 'vitest';
import { endsOf, judgeInterval } from '../../src/claims/range-ends.ts';

test('ranges and bounds become two ends, open ones null', () => {
  expect(endsOf({ above: 2 })).toEqual([2, null]);
  expect(endsOf({ below: 2 })).toEqual([null, 2]);
  expect(endsOf({ within: [1, 2] })).toEqual([1, 2]);
  expect(endsOf({ atLeast: 2 })).toEqual([2, null]);
  expect(endsOf({ atMost: 2 })).toEqual([null, 2]);
});

test.for([
  [1.1, 1.9, 'supported'],
  [1, 1.9, 'inconclusive'],
  [0.5, 2.5, 'inconclusive'],
  [0.5, 1, 'refuted'],
  [2, 3, 'refuted'],
] as const)('of the range from 1 to 2 the interval from %d to %d says %s', ([low, high, verdict]) => {
  expect(judgeInterval([1, 2], low, high)).toBe(verdict);
});
