import { multiplyAdd } from './lanes';

/**
 * tanh and sigmoid of two numbers at a time, without a branch, from one exponential:
 *
 *     eˣ = 2ⁿ·eʳ,  n = round(x/ln 2),  r = x − n·ln 2,  |r| ≤ ½·ln 2
 *     eʳ − 1 = r + r²·q(r)
 *
 * q is the Chebyshev fit of degree 10 to (eʳ − 1 − r)/r², within 2^−60 relative to eʳ − 1. ln 2 is cut in two as
 * in fdlibm (e_exp.c), so that n times the high part is exact. Both functions are within 3 units in the last
 * place of the exact value.
 *
 * The constants are read from memory: V8 builds a v128.const anew at each use, which measured 8-24 % slower.
 */
const constants: usize = memory.data<f64>([
  // Adding 1.5·2⁵² leaves the nearest whole number in the low bits.
  6755399441055744.0, 1.4426950408889634, 0.6931471803691238, 1.9082149292705877e-10,
  // q, from the constant term up.
  0.5, 0.1666666666666667, 0.04166666666666667, 0.008333333333326136, 0.0013888888888883748,
  0.00019841269874820627, 2.4801587325547743e-5, 2.7557255400206422e-6, 2.75572736431103e-7,
  2.5105217004720745e-8, 2.0914686968086876e-9,
  // 1, 2, the sign bit, and where tanh and sigmoid no longer change.
  1.0, 2.0, -0.0, 20.0, 746.0,
], 16);

const MAGIC = 0;
const LOG2_E = 1;
const LN2_HIGH = 2;
const LN2_LOW = 3;
const Q = 4;
const ONE = 15;
const TWO = 16;
const SIGN = 17;
const TANH_LIMIT = 18;
const SIGMOID_LIMIT = 19;

// @ts-ignore: decorator
@inline
function constant(index: i32): v128 {
  return v128.load64_splat(constants + (<usize>index << 3));
}

/** eʳ − 1 for |r| ≤ ½·ln 2, even and odd terms of q apart to shorten the chain. */
// @ts-ignore: decorator
@inline
function expm1Reduced(r: v128): v128 {
  const square = f64x2.mul(r, r);
  let even = multiplyAdd(constant(Q + 10), square, constant(Q + 8));
  let odd = multiplyAdd(constant(Q + 9), square, constant(Q + 7));
  even = multiplyAdd(even, square, constant(Q + 6));
  odd = multiplyAdd(odd, square, constant(Q + 5));
  even = multiplyAdd(even, square, constant(Q + 4));
  odd = multiplyAdd(odd, square, constant(Q + 3));
  even = multiplyAdd(even, square, constant(Q + 2));
  odd = multiplyAdd(odd, square, constant(Q + 1));
  even = multiplyAdd(even, square, constant(Q));
  return multiplyAdd(square, multiplyAdd(odd, r, even), r);
}

/** x − n·ln 2. */
// @ts-ignore: decorator
@inline
function reduce(x: v128, n: v128): v128 {
  const high = f64x2.sub(x, f64x2.mul(n, constant(LN2_HIGH)));
  return f64x2.sub(high, f64x2.mul(n, constant(LN2_LOW)));
}

/** tanh x = ±t/(t + 2) with t = e^(2|x|) − 1 = 2ⁿ·(eʳ − 1) + (2ⁿ − 1); at |x| ≥ 20 it rounds to ±1. */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const sign = v128.and(x, constant(SIGN));
  // pmin keeps a NaN in its first operand.
  const magnitude = f64x2.pmin(v128.andnot(x, constant(SIGN)), constant(TANH_LIMIT));
  const y = f64x2.add(magnitude, magnitude);
  const shifted = multiplyAdd(y, constant(LOG2_E), constant(MAGIC));
  const power = i64x2.add(i64x2.shl(shifted, 52), constant(ONE));
  const r = reduce(y, f64x2.sub(shifted, constant(MAGIC)));
  const t = multiplyAdd(power, expm1Reduced(r), f64x2.sub(power, constant(ONE)));
  return v128.or(f64x2.div(t, f64x2.add(t, constant(TWO))), sign);
}

/**
 * sigmoid x = 1/(1 + t) for x ≥ 0 and t/(1 + t) for x < 0, with t = e^(−|x|) = 2ⁿ·(1 + (eʳ − 1)): never a
 * difference of near numbers. 2ⁿ is multiplied in two halves, so that t dwindles to 0 as the format allows.
 */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const one = constant(ONE);
  const y = f64x2.neg(f64x2.pmin(v128.andnot(x, constant(SIGN)), constant(SIGMOID_LIMIT)));
  const shifted = multiplyAdd(y, constant(LOG2_E), constant(MAGIC));
  const n = i64x2.sub(shifted, constant(MAGIC));
  const half = i64x2.shr_s(n, 1);
  const r = reduce(y, f64x2.sub(shifted, constant(MAGIC)));
  const power1 = i64x2.add(i64x2.shl(half, 52), one);
  const power2 = i64x2.add(i64x2.shl(i64x2.sub(n, half), 52), one);
  const t = f64x2.mul(f64x2.mul(f64x2.add(one, expm1Reduced(r)), power1), power2);
  const numerator = v128.bitselect(t, one, f64x2.lt(x, f64x2.splat(0)));
  return f64x2.div(numerator, f64x2.add(one, t));
}
