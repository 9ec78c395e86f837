/**
 * Natural logarithm of a positive, finite, normal number, to the last bit the same on every JavaScript engine and
 * processor: the language leaves `Math.log` to the engine, and random numbers must not depend on it.
 *
 * The algorithm of FreeBSD's e_log.c (fdlibm, Sun Microsystems 1993), error below 1 ulp: x = 2^k (1 + f) with 1 + f in
 * (√2/2, √2), s = f/(2 + f), and log(1 + f) = f − s (f − R(s²)) with a polynomial R. Special cases are left out.
 */
export function logarithm(x: number): number {
  view.setFloat64(0, x);
  let high = view.getUint32(0);
  let k = (high >>> 20) - 1023;
  high &= 0xfffff;
  const carry = (high + 0x95f64) & 0x100000;
  view.setUint32(0, high | (carry ^ 0x3ff00000));
  k += carry >>> 20;
  const f = view.getFloat64(0) - 1;

  if ((0xfffff & (2 + high)) < 3) {
    // |f| < 2^-20: three terms of the series are enough.
    if (f === 0) return k === 0 ? 0 : k * LN2_HIGH + k * LN2_LOW;
    const r = f * f * (0.5 - 0.333_333_333_333_333_33 * f);
    return k === 0 ? f - r : k * LN2_HIGH - (r - k * LN2_LOW - f);
  }
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = w * (L2 + w * (L4 + w * L6));
  const even = z * (L1 + w * (L3 + w * (L5 + w * L7)));
  const r = even + odd;
  if (((high - 0x6147a) | (0x6b851 - high)) > 0) {
    const half = 0.5 * f * f;
    return k === 0 ? f - (half - s * (half + r)) : k * LN2_HIGH - (half - (s * (half + r) + k * LN2_LOW) - f);
  }
  return k === 0 ? f - s * (f - r) : k * LN2_HIGH - (s * (f - r) - k * LN2_LOW - f);
}

const view = new DataView(new ArrayBuffer(8));

const LN2_HIGH = 6.931_471_803_691_238_164_9e-1;
const LN2_LOW = 1.908_214_929_270_587_700_02e-10;
const L1 = 6.666_666_666_666_735_13e-1;
const L2 = 3.999_999_999_940_941_908e-1;
const L3 = 2.857_142_874_366_239_149e-1;
const L4 = 2.222_219_843_214_978_396e-1;
const L5 = 1.818_357_216_161_805_012e-1;
const L6 = 1.531_383_769_920_937_332e-1;
const L7 = 1.479_819_860_511_658_591e-1;
