import fc from 'fast-check';
import { expect, it } from 'vitest';
import { binaryUnit } from '../../src/numerics/binary-unit.ts';

it.each([
  [1, 1],
  [-3.9, 2],
  [4, 4],
  [0.3, 0.25],
  [Number.MAX_VALUE, 2 ** 1023],
  [5e-324, 2 ** -1022],
  [0, 2 ** -1022],
])('the power of two of %d is %d', (x, unit) => {
  expect(binaryUnit(x)).toBe(unit);
});

it('a number in its unit lies between 1 and 2, and comes back from it to the bit', () => {
  const double = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((x) => Math.abs(x) >= 2 ** -1022);
  fc.assert(
    fc.property(double, (x) => {
      const unit = binaryUnit(x);
      expect(Math.abs(x / unit)).toBeGreaterThanOrEqual(1);
      expect(Math.abs(x / unit)).toBeLessThan(2);
      expect((x / unit) * unit).toBe(x);
    }),
  );
});
