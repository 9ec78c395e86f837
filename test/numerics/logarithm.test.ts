import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logarithm } from '../../src/numerics/logarithm.ts';

/** Both algorithms stay within 1 ulp of the logarithm, so that they may differ by 2. */
const ULPS = 2;

test('it is the logarithm to the last bits, for every normal number', () => {
  const normal = fc.double({ min: 2 ** -1022, noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(fc.oneof(normal, fc.double({ min: 0.5, max: 2, noNaN: true })), (x) => {
      const expected = Math.log(x);
      expect(Math.abs(logarithm(x) - expected)).toBeLessThanOrEqual(
        ULPS * Number.EPSILON * Math.abs(expected),
      );
    }),
    { numRuns: 5000 },
  );
});

test('it is exact where the logarithm is', () => {
  expect(logarithm(1)).toBe(0);
  // The nearest doubles of -log 2, log 2 and 3 log 2.
  expect([0.5, 2, 8].map(logarithm)).toEqual([-Math.LN2, Math.LN2, 3 * Math.LN2]);
});
