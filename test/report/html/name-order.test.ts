import { fc, test as propertyTest } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { byName } from '../../../src/report/html/name-order.ts';

test('numbers in names are ordered as numbers, also with decimals and powers of ten', () => {
  const ordered = [
    'rate=1e-3',
    'rate=0.08',
    'rate=0.125',
    'rate=0.2',
    'rate=3',
    'rate=10',
    'raw',
    'seed-9',
    'seed-10',
  ];
  expect(ordered.toReversed().toSorted(byName)).toEqual(ordered);
});

describe('the order', () => {
  propertyTest.prop([fc.double({ min: 0, noNaN: true }), fc.double({ min: 0, noNaN: true })])(
    'of any two numbers is theirs',
    (a, b) => {
      expect(Math.sign(byName(`x=${a}`, `x=${b}`))).toBe(Math.sign(a - b));
    },
  );

  propertyTest.prop([fc.string(), fc.string(), fc.string()])(
    'is one: all pairs of three names agree',
    (...names) => {
      const [a, b, c] = names.toSorted(byName) as [string, string, string];
      expect([byName(a, b), byName(b, c), byName(a, c)].every((order) => order <= 0)).toBe(true);
      expect(Math.sign(byName(a, c))).toBe(-Math.sign(byName(c, a)) || 0);
    },
  );
});
