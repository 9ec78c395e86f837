import { add, div, greater, mul, multiplyAdd, pmin, SINGLE, splat, sub } from './lanes';

/**
 * tanh and sigmoid of a vector of numbers, without a branch, from one exponential:
 *
 *     eˣ = 2ⁿ·eʳ,  n = round(x/ln 2),  r = x − n·ln 2,  |r| ≤ ½·ln 2
 *     eʳ − 1 = r + r²·q(r)
 *
 * q is the minimax fit to (eʳ − 1 − r)/r² in the error relative to eʳ − 1: of degree 10 within 2^−60 for float64,
 * of degree 4 within 2^−25.8 (coefficients rounded) for float32. ln 2 is cut in two as in fdlibm (e_exp.c), so that n
 * times the high part is exact. Both functions are within 3 units in the last place of the exact value.
 *
 * The constants are read from memory: V8 builds a v128.const anew at each use, which measured 8-24 % slower.
 */
const constants: usize = SINGLE
  ? memory.data<f32>([
      12582912.0, 1.4426950408889634, -0.693145751953125, -1.428606820309417e-6, -0.0, 10.0, 104.0, 1.0, 2.0,
      0.4999999701976776, 0.1666654348373413, 0.04166720062494278, 0.008366547524929047, 0.0013882516650483012,
    ], 16)
  : memory.data<f64>([
      6755399441055744.0, 1.4426950408889634, -0.6931471803691238, -1.9082149292705877e-10, -0.0, 20.0, 746.0, 1.0, 2.0,
      0.5, 0.1666666666666667, 0.04166666666666667, 0.008333333333326136, 0.0013888888888883748,
      0.00019841269874820627, 2.4801587325547743e-5, 2.7557255400206422e-6, 2.75572736431103e-7,
      2.5105217004720745e-8, 2.0914686968086876e-9,
    ], 16);

/** 1.5·2²³ or 1.5·2⁵²: adding it leaves the nearest whole number in the low bits. */
const MAGIC = 0;
const LOG2_E = 1;
/** −ln 2 in two parts. */
const LN2_HIGH = 2;
const LN2_LOW = 3;
const SIGN = 4;
/** Where the functions no longer change. */
const TANH_LIMIT = 5;
const SIGMOID_LIMIT = 6;
const ONE = 7;
const TWO = 8;
/** q, from the constant term up. */
const Q = 9;

// @ts-ignore: decorator
@inline
function constant(index: i32): v128 {
  const address = constants + <usize>index * ELEMENT;
  return SINGLE ? v128.load32_splat(address) : v128.load64_splat(address);
}

/** eʳ − 1 for |r| ≤ ½·ln 2, even and odd terms of q apart to shorten the chain. */
// @ts-ignore: decorator
@inline
function expm1Reduced(r: v128): v128 {
  const square = mul(r, r);
  let even: v128, odd: v128;
  if (SINGLE) {
    even = multiplyAdd(constant(Q + 4), square, constant(Q + 2));
    odd = multiplyAdd(constant(Q + 3), square, constant(Q + 1));
  } else {
    even = multiplyAdd(constant(Q + 10), square, constant(Q + 8));
    odd = multiplyAdd(constant(Q + 9), square, constant(Q + 7));
    even = multiplyAdd(even, square, constant(Q + 6));
    odd = multiplyAdd(odd, square, constant(Q + 5));
    even = multiplyAdd(even, square, constant(Q + 4));
    odd = multiplyAdd(odd, square, constant(Q + 3));
    even = multiplyAdd(even, square, constant(Q + 2));
    odd = multiplyAdd(odd, square, constant(Q + 1));
  }
  even = multiplyAdd(even, square, constant(Q));
  return multiplyAdd(square, multiplyAdd(odd, r, even), r);
}

/** 2ⁿ from n in the low bits. */
// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return SINGLE
    ? i32x4.add(i32x4.shl(n, 23), constant(ONE))
    : i64x2.add(i64x2.shl(n, 52), constant(ONE));
}

/** x − n·ln 2. */
// @ts-ignore: decorator
@inline
function reduce(x: v128, n: v128): v128 {
  return multiplyAdd(n, constant(LN2_LOW), multiplyAdd(n, constant(LN2_HIGH), x));
}

/** tanh x = ±t/(t + 2) with t = e^(2|x|) − 1 = 2ⁿ·(eʳ − 1) + (2ⁿ − 1); from the limit on it rounds to ±1. */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const sign = v128.and(x, constant(SIGN));
  // pmin keeps a NaN in its first operand.
  const magnitude = pmin(v128.andnot(x, constant(SIGN)), constant(TANH_LIMIT));
  const y = add(magnitude, magnitude);
  const shifted = multiplyAdd(y, constant(LOG2_E), constant(MAGIC));
  const power = powerOfTwo(shifted);
  const r = reduce(y, sub(shifted, constant(MAGIC)));
  const t = multiplyAdd(power, expm1Reduced(r), sub(power, constant(ONE)));
  return v128.or(div(t, add(t, constant(TWO))), sign);
}

/**
 * sigmoid x = 1/(1 + t) for x ≥ 0 and t/(1 + t) for x < 0, with t = e^(−|x|) = 2ⁿ·(1 + (eʳ − 1)): never a
 * difference of near numbers. 2ⁿ is multiplied in two halves, so that t dwindles to 0 as the format allows.
 */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const one = constant(ONE);
  // −|x|, the limit taken before the sign so that a NaN stays.
  const y = v128.xor(pmin(v128.andnot(x, constant(SIGN)), constant(SIGMOID_LIMIT)), constant(SIGN));
  const shifted = multiplyAdd(y, constant(LOG2_E), constant(MAGIC));
  const r = reduce(y, sub(shifted, constant(MAGIC)));
  const n = SINGLE ? i32x4.sub(shifted, constant(MAGIC)) : i64x2.sub(shifted, constant(MAGIC));
  const half = SINGLE ? i32x4.shr_s(n, 1) : i64x2.shr_s(n, 1);
  const rest = SINGLE ? i32x4.sub(n, half) : i64x2.sub(n, half);
  const t = mul(mul(add(one, expm1Reduced(r)), powerOfTwo(half)), powerOfTwo(rest));
  const numerator = v128.bitselect(t, one, greater(splat(0), x));
  return div(numerator, add(one, t));
}
