import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exponential } from '../../src/numerics/exponential.ts';

/** Both algorithms stay within 1 ulp of the exponential, so that they may differ by 2. */
const ULPS = 2;
/** A result below the normal numbers has fewer bits: both are right to the last one that there is, rounded twice. */
const SUBNORMAL = 2 * Number.MIN_VALUE;

test('it is the exponential to the last bits, wherever that is a number', () => {
  const anywhere = fc.double({ min: -746, max: 709.7, noNaN: true });
  fc.assert(
    fc.property(fc.oneof(anywhere, fc.double({ min: -2, max: 2, noNaN: true })), (x) => {
      const expected = Math.exp(x);
      expect(Math.abs(exponential(x) - expected)).toBeLessThanOrEqual(
        ULPS * Number.EPSILON * expected + SUBNORMAL,
      );
    }),
    { numRuns: 5000 },
  );
});

test('it is exact where the exponential is, and ends as the language does', () => {
  expect(exponential(0)).toBe(1);
  expect(exponential(-0)).toBe(1);
  expect([Number.POSITIVE_INFINITY, 709.79, 710].map(exponential)).toEqual(
    Array(3).fill(Number.POSITIVE_INFINITY),
  );
  expect([Number.NEGATIVE_INFINITY, -745.14, -1e300].map(exponential)).toEqual([0, 0, 0]);
  expect(exponential(-745.13)).toBe(Number.MIN_VALUE);
  expect(exponential(Number.NaN)).toBeNaN();
});

test('it has these very bits on every runtime', () => {
  const hash = createHash('sha256');
  // Steps of a size that no power of two divides.
  for (let x = -745; x < 709; x += 0.0703) hash.update(`${exponential(x)} `);
  expect(hash.digest('hex')).toBe('d30ef03ba4e89a9aafa6987a3d6e3be27fe6ee005a19938f75a553d252cb2b7a');
});
