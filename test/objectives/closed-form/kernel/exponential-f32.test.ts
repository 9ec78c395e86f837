import { describe, expect, test } from 'vitest';
import { takeRegion } from '../../../../src/objectives/closed-form/kernel/arena.ts';
import { singleVariants } from '../../../support/closed-forms.ts';

/** What the kernel's tanh and sigmoid promise, in units in the last place of float32. */
const ULPS = 3;

const bits = new DataView(new ArrayBuffer(4));

function floatOf(pattern: number): number {
  bits.setUint32(0, pattern);
  return bits.getFloat32(0);
}

/**
 * Every 4099th float32, of both signs, of all magnitudes and mantissas, zeros, subnormals, infinities and NaN among
 * them.
 */
const sweep = (() => {
  const x = new Float32Array(32 * Math.ceil(2 ** 32 / 4099 / 32));
  for (let i = 0; i < x.length; i++) x[i] = floatOf((i * 4099) % 2 ** 32);
  return x;
})();

/** A unit in the last place of float32 at x. */
function ulp(x: number): number {
  return 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(x)))) - 23);
}

/**
 * The largest error of `actual` as a float32 value of `exact`, whose own error as float64 does not count. Throws where
 * one of them is NaN, infinite or 0 of a sign and the other is not.
 */
function worstUlps(x: Float32Array, actual: Float32Array, exact: (x: number) => number): number {
  let worst = 0;
  for (let i = 0; i < x.length; i++) {
    const [y, expected] = [actual[i]!, exact(x[i]!)];
    if (Object.is(y, Math.fround(expected))) continue;
    const error = Math.abs(y - expected) / ulp(expected);
    if (!(error <= worst)) worst = error;
    if (Number.isNaN(error)) throw new Error(`at ${x[i]}: received ${y}, expected ${expected}`);
  }
  return worst;
}

describe.each(singleVariants)('of the kernel %s', (variant) => {
  const activate = (kind: number, x: Float32Array) => {
    const region = takeRegion(variant, x.byteLength);
    const data = region.singles(region.address, x.length);
    data.set(x);
    region.kernel.activate(kind, x.length / 32, region.address);
    const result = data.slice();
    region.free();
    return result;
  };
  const tanh = (x: Float32Array) => activate(3, x);
  const sigmoid = (x: Float32Array) => activate(2, x);
  /** A few numbers, in a block of 32. */
  const padded = (...x: number[]) => {
    const block = new Float32Array(32);
    block.set(x);
    return block;
  };

  test(`tanh is within ${ULPS} ulp of the exact value over a million of the float32 numbers`, () => {
    expect(worstUlps(sweep, tanh(sweep), Math.tanh)).toBeLessThanOrEqual(ULPS);
  });

  test(`sigmoid is within ${ULPS} ulp of the exact value, down to the smallest numbers there are`, () => {
    const exact = (x: number) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));
    expect(worstUlps(sweep, sigmoid(sweep), exact)).toBeLessThanOrEqual(ULPS);
  });

  test('tanh and sigmoid have the limits and special values of the exact functions', () => {
    const x = padded(0, -0, Infinity, -Infinity, Number.NaN, 1e38, -1e38, 2 ** -149, -(2 ** -140));
    expect([...tanh(x).subarray(0, 9)]).toEqual([0, -0, 1, -1, Number.NaN, 1, -1, 2 ** -149, -(2 ** -140)]);
    expect([...sigmoid(x).subarray(0, 9)]).toEqual([0.5, 0.5, 1, 0, Number.NaN, 1, 0, 0.5, 0.5]);
  });
});
