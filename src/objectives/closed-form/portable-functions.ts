/**
 * exp and tanh from + − × ÷ alone. ECMAScript fixes those to the last bit and leaves Math.exp and Math.tanh to
 * the engine, so results that must not depend on Node's version or the processor use these.
 *
 * Ported from fdlibm 5.3 (e_exp.c, s_expm1.c, s_tanh.c; https://www.netlib.org/fdlibm/), whose notice reads:
 *
 *   Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 *   Developed at SunSoft, a Sun Microsystems, Inc. business.
 *   Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice
 *   is preserved.
 *
 * Differences: branches that make no difference to tanh are left out, numbers are compared instead of their high words,
 * powers of two come from a table, and no exception flags are raised.
 */

/** ln 2 = high + low, the high part with zeros at its end: k·LN2_HIGH is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** r·(eʳ + 1)/(eʳ − 1) = 2 + P₁r² + P₂r⁴ + … on |r| ≤ ½·ln 2, within 2^−59 (Remez). */
const P1 = 0.16666666666666602;
const P2 = -0.0027777777777015593;
const P3 = 6.613756321437934e-5;
const P4 = -1.6533902205465252e-6;
const P5 = 4.1381367970572385e-8;

/** The same function as 1 + Q₁z + Q₂z² + … with z = r²/2, within 2^−61, for eʳ − 1. */
const Q1 = -0.03333333333333313;
const Q2 = 0.0015873015872548146;
const Q3 = -7.93650757867488e-5;
const Q4 = 4.008217827329362e-6;
const Q5 = -2.0109921818362437e-7;

/** 2^k at index k + 1022, for k from −1022 to 1023: doubling and halving are exact. */
const POWERS_OF_TWO = new Float64Array(2046);
for (let k = 0, up = 1, down = 1; k <= 1023; k++, up *= 2, down /= 2) {
  POWERS_OF_TWO[1022 + k] = up;
  if (k <= 1022) POWERS_OF_TWO[1022 - k] = down;
}
const powerOfTwo = (k: number) => POWERS_OF_TWO[1022 + k]!;

/** The whole number k with |x − k·ln 2| ≤ ½·ln 2, up to rounding at the border. */
const nearestPower = (x: number) => Math.trunc(Math.LOG2E * x + (x < 0 ? -0.5 : 0.5));

/** eˣ, in error by less than 1 ulp. */
export function portableExp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019411) return 0;
  if (Math.abs(x) < 2 ** -28) return 1 + x;
  // eˣ = 2ᵏ·eʳ with r = high − low, |r| ≤ ½·ln 2.
  const k = nearestPower(x);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c = r - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  // One rounding only, also where the result is subnormal or 2ᵏ alone would overflow.
  if (k < -1021) return y * powerOfTwo(k + 1000) * powerOfTwo(-1000);
  if (k === 1024) return y * 2 * powerOfTwo(1023);
  return y * powerOfTwo(k);
}

/** tanh x, in error by at most 2 ulp: −t/(t + 2) with t = e^(−2|x|) − 1, or 1 − 2/(t + 2) with t = e^(2|x|) − 1. */
export function portableTanh(x: number): number {
  const magnitude = Math.abs(x);
  // Also NaN and −0, which tanh leaves as they are.
  if (!(magnitude >= 2 ** -55)) return x;
  let z = 1;
  if (magnitude < 1) {
    const t = expm1(-2 * magnitude);
    z = -t / (t + 2);
  } else if (magnitude < 22) {
    z = 1 - 2 / (expm1(2 * magnitude) + 2);
  }
  return x < 0 ? -z : z;
}

/** eˣ − 1 without cancellation near 0, for −2 ≤ x ≤ 0 and 2 ≤ x ≤ 44: all that tanh asks of it (k is never 1). */
function expm1(x: number): number {
  // x = k·ln 2 + r; `correction` is what rounding took from r.
  const k = Math.abs(x) > 0.5 * Math.LN2 ? nearestPower(x) : 0;
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const correction = high - r - low;
  const half = 0.5 * r;
  const hxs = r * half;
  const r1 = 1 + hxs * (Q1 + hxs * (Q2 + hxs * (Q3 + hxs * (Q4 + hxs * Q5))));
  const t = 3 - r1 * half;
  const e0 = hxs * ((r1 - t) / (6 - r * t));
  if (k === 0) return r - (r * e0 - hxs);
  const e = r * (e0 - correction) - correction - hxs;
  if (k === -1) return 0.5 * (r - e) - 0.5;
  if (k < 0) return (1 - (e - r)) * powerOfTwo(k) - 1;
  return (1 - powerOfTwo(-k) - (e - r)) * powerOfTwo(k);
}
