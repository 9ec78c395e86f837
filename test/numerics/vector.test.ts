import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearOperator } from '../../src/numerics/linear-operator.ts';
import { matrix, selectRows } from '../../src/numerics/matrix.ts';
import { axpy, dot, isFiniteVector, norm, scale } from '../../src/numerics/vector.ts';

describe('norm', () => {
  it.each([1e-200, 1e-300, 1, 1e200, 1e300])(
    'of (3s, 4s) is 5s at s = %d, where the squares overflow or vanish',
    (s) => {
      expect(norm(Float64Array.of(3 * s, 4 * s)) / s).toBeCloseTo(5, 12);
    },
  );

  it('agrees with Math.hypot for any finite vector', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -1e150, max: 1e150 })), (entries) => {
        const expected = Math.hypot(...entries);
        expect(Math.abs(norm(Float64Array.from(entries)) - expected)).toBeLessThanOrEqual(1e-12 * expected);
      }),
    );
  });

  it.each([
    [[Number.NaN, 1], Number.NaN],
    [[Number.NaN, 0], Number.NaN],
    [[Number.POSITIVE_INFINITY, Number.NaN], Number.NaN],
    [[1, Number.POSITIVE_INFINITY], Number.POSITIVE_INFINITY],
    [[0, 0], 0],
    [[], 0],
  ])('of %j is %d', (entries, expected) => {
    expect(norm(Float64Array.from(entries))).toBe(expected);
  });
});

it('dot, axpy and scale follow their formulas', () => {
  const x = Float64Array.of(1, 2, 3);
  const y = Float64Array.of(4, 5, 6);
  expect(dot(x, y)).toBe(32);
  axpy(2, x, y);
  expect([...y]).toEqual([6, 9, 12]);
  scale(-1, x);
  expect([...x]).toEqual([-1, -2, -3]);
});

it('one entry that is not a number makes a vector not finite', () => {
  expect(isFiniteVector(Float64Array.of(1, 2))).toBe(true);
  expect(isFiniteVector(Float64Array.of(1, Number.NaN))).toBe(false);
  expect(isFiniteVector(Float64Array.of(Number.NEGATIVE_INFINITY, 0))).toBe(false);
});

it('selectRows takes rows in the order asked for, also twice', () => {
  const source = matrix(3, 2, Float64Array.of(1, 2, 3, 4, 5, 6));
  expect([...selectRows(source, [2, 0, 2]).values]).toEqual([5, 6, 1, 2, 5, 6]);
  expect(() => matrix(2, 2, new Float64Array(3))).toThrow('2 × 2 needs 4 values, received 3');
});

it('an operator refuses vectors of another length and names both lengths', () => {
  const identity = linearOperator(2, (v) => v);
  expect(() => identity.apply(new Float64Array(3), new Float64Array(2))).toThrow(
    'expected a vector of length 2, received length 3',
  );
  expect(() => identity.apply(new Float64Array(2), new Float64Array(1))).toThrow(RangeError);
});
