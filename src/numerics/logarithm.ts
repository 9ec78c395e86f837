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
    const r = f * f * (0.5 - (1 / 3) * f);
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

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const L1 = 0.6666666666666735;
const L2 = 0.3999999999940942;
const L3 = 0.2857142874366239;
const L4 = 0.22222198432149784;
const L5 = 0.1818357216161805;
const L6 = 0.15313837699209373;
const L7 = 0.14798198605116586;
