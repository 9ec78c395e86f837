import { describe, expect, test } from 'vitest';
import { takeRegion } from '../../../../src/objectives/closed-form/kernel/arena.ts';
import { kernelVariants } from '../../../support/closed-forms.ts';

/** What the kernel's tanh and sigmoid promise, in units in the last place. */
const ULPS = 3;

/** Fixed point with this many fractional bits: enough for e^x − 1 at |x| = 2^−60 to have 200 right bits. */
const BITS = 300n;
const UNIT = 1n << BITS;

/** ln 2 = Σ 1/(k·2^k). */
const LN2 = (() => {
  let sum = 0n;
  for (let k = 1n; k <= BITS; k++) sum += (UNIT >> k) / k;
  return sum;
})();

/** A double as mantissa · 2^exponent. */
function split(x: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(x));
  const bits = view.getBigUint64(0);
  const biased = Number(bits >> 52n);
  const fraction = bits & ((1n << 52n) - 1n);
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}

const shift = (x: bigint, by: number) => (by >= 0 ? x << BigInt(by) : x >> BigInt(-by));

/** e^|x| = numerator / denominator, right to some 200 bits. */
function exponential(x: number): { numerator: bigint; denominator: bigint } {
  const { mantissa, exponent } = split(x);
  const fixed = shift(mantissa, exponent + Number(BITS));
  const n = fixed / LN2;
  const r = fixed - n * LN2;
  let term = UNIT;
  let sum = UNIT;
  for (let k = 1n; term > 0n; k++) {
    term = (term * r) / (k * UNIT);
    sum += term;
  }
  return { numerator: sum << n, denominator: UNIT };
}

/** |x| minus numerator/denominator in units in the last place of x. */
function errorInUlps(x: number, numerator: bigint, denominator: bigint): number {
  const { mantissa, exponent } = split(x);
  const fine = 20;
  const exact =
    (shift(numerator, Math.max(0, fine - exponent)) / denominator) >> BigInt(Math.max(0, exponent - fine));
  return Math.abs(Number((mantissa << BigInt(fine)) - exact)) / 2 ** fine;
}

/** Points about 0 (where tanh x and x differ little), over the middle, and out to where nothing changes. */
const points = (limit: number) =>
  Float64Array.from({ length: 4096 }, (_, i) => {
    const t = (i - 2048) / 2048 + 1e-5;
    if (i % 4 === 0) return Math.sign(t) * 2 ** (-60 * Math.abs(t));
    return i % 4 === 1 ? 3 * t : limit * t;
  });

describe.each(kernelVariants)('of the kernel %s', (variant) => {
  const activate = (kind: number, x: Float64Array) => {
    const region = takeRegion(variant, x.byteLength);
    const data = region.floats(region.address, x.length);
    data.set(x);
    region.kernel.activate(kind, x.length / 32, region.address);
    const result = data.slice();
    region.free();
    return result;
  };
  const tanh = (x: Float64Array) => activate(3, x);
  const sigmoid = (x: Float64Array) => activate(2, x);
  /** A few numbers, in a block of 32. */
  const padded = (...x: number[]) => {
    const block = new Float64Array(32);
    block.set(x);
    return block;
  };

  test(`tanh is within ${ULPS} ulp of the exact value`, () => {
    const x = points(20);
    const worst = tanh(x).reduce((most, y, i) => {
      expect(Math.sign(y)).toBe(Math.sign(x[i]!));
      const { numerator, denominator } = exponential(2 * x[i]!);
      return Math.max(most, errorInUlps(y, numerator - denominator, numerator + denominator));
    }, 0);
    expect(worst).toBeLessThanOrEqual(ULPS);
  });

  test(`sigmoid is within ${ULPS} ulp of the exact value, down to the smallest numbers there are`, () => {
    const x = points(745);
    const worst = sigmoid(x).reduce((most, y, i) => {
      const { numerator, denominator } = exponential(x[i]!);
      const exact = x[i]! < 0 ? denominator : numerator;
      return Math.max(most, errorInUlps(y, exact, numerator + denominator));
    }, 0);
    expect(worst).toBeLessThanOrEqual(ULPS);
  });

  test('tanh and sigmoid have the limits and special values of the exact functions', () => {
    const x = padded(0, -0, Infinity, -Infinity, Number.NaN, 1e300, -1e300, 5e-324, -1e-300);
    expect([...tanh(x).subarray(0, 9)]).toEqual([0, -0, 1, -1, Number.NaN, 1, -1, 5e-324, -1e-300]);
    expect([...sigmoid(x).subarray(0, 9)]).toEqual([0.5, 0.5, 1, 0, Number.NaN, 1, 0, 0.5, 0.5]);
  });
});
