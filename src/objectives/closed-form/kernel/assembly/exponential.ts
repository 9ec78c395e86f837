import { add, div, greater, mul, multiplyAdd, pmin, SINGLE, splat, sub } from './lanes';

/**
 * tanh and sigmoid of a vector of numbers, without a branch and with one division, from
 *
 *     h = n·½ln 2 + ρ,  n = round(2h/ln 2),  |ρ| ≤ ¼ln 2
 *     tanh ρ = ρ/S,     S = ρ·coth ρ = 1 + ρ²·P(ρ²)
 *
 * P and the cut of ½ln 2 in two, by which n times the high part is exact, are fdlibm's (e_exp.c, e_expf.c, whose
 * R(4ρ²) is 2S): P of degree 4 within 2^−60 of S for float64, of degree 1 within 2^−28 for float32. Both functions are
 * within 3 units in the last place of the exact value.
 *
 * The constants are read from memory: V8 builds a v128.const anew at each use, which measured 8-24 % slower.
 */
const constants: usize = SINGLE
  ? memory.data<f32>([
      12582912.0, 2.885390043258667, -0.3465728759765625, -7.143033826650935e-7, -0.0, 10.0, 104.0, 1.0, -0.5,
      0.33333250880241394, -0.02213386632502079,
    ], 16)
  : memory.data<f64>([
      6755399441055744.0, 2.8853900817779268, -0.3465735901845619, -9.541074646352939e-11, -0.0, 20.0, 746.0, 1.0, -0.5,
      0.33333333333333204, -0.022222222221612475, 0.002116402022860139, -0.00021163394822995522,
      0.00002118726040093306,
    ], 16);

/** 1.5·2⁵² or 1.5·2²³: adding it leaves the nearest whole number in the low bits. */
const MAGIC = 0;
/** 2/ln 2. */
const FACTOR = 1;
/** −½ln 2 in two parts. */
const STEP_HIGH = 2;
const STEP_LOW = 3;
const SIGN = 4;
/** Where the functions no longer change. */
const TANH_LIMIT = 5;
const SIGMOID_LIMIT = 6;
const ONE = 7;
const MINUS_HALF = 8;
/** From the constant term up. */
const P = 9;

// @ts-ignore: decorator
@inline
function constant(index: i32): v128 {
  const address = constants + <usize>index * ELEMENT;
  return SINGLE ? v128.load32_splat(address) : v128.load64_splat(address);
}

/** n in the low bits of n + 1.5·2⁵². */
// @ts-ignore: decorator
@inline
function steps(h: v128): v128 {
  return multiplyAdd(h, constant(FACTOR), constant(MAGIC));
}

/** ρ = h − n·½ln 2. */
// @ts-ignore: decorator
@inline
function reduce(h: v128, steps: v128): v128 {
  const n = sub(steps, constant(MAGIC));
  return multiplyAdd(n, constant(STEP_LOW), multiplyAdd(n, constant(STEP_HIGH), h));
}

/** S − 1. */
// @ts-ignore: decorator
@inline
function excess(rho: v128): v128 {
  const square = mul(rho, rho);
  let p: v128;
  if (SINGLE) {
    p = constant(P + 1);
  } else {
    p = multiplyAdd(constant(P + 4), square, constant(P + 3));
    p = multiplyAdd(p, square, constant(P + 2));
    p = multiplyAdd(p, square, constant(P + 1));
  }
  return mul(multiplyAdd(p, square, constant(P)), square);
}

/** 2ⁿ from n in the low bits. */
// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return SINGLE
    ? i32x4.add(i32x4.shl(n, 23), constant(ONE))
    : i64x2.add(i64x2.shl(n, 52), constant(ONE));
}

/**
 * tanh x = ±(mS + pρ)/(pS + mρ) at h = |x|, with m = 2ⁿ − 1 and p = 2ⁿ + 1: the addition theorem, for
 * tanh(n·½ln 2) = m/p. The 1 of S is added last, as the whole may be less. From the limit on it rounds to ±1.
 */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const sign = v128.and(x, constant(SIGN));
  // pmin keeps a NaN in its first operand.
  const h = pmin(v128.andnot(x, constant(SIGN)), constant(TANH_LIMIT));
  const shifted = steps(h);
  const power = powerOfTwo(shifted);
  const rho = reduce(h, shifted);
  const s = excess(rho);
  const m = sub(power, constant(ONE));
  const p = add(power, constant(ONE));
  const numerator = add(m, multiplyAdd(m, s, mul(p, rho)));
  const denominator = add(p, multiplyAdd(p, s, mul(m, rho)));
  return v128.or(div(numerator, denominator), sign);
}

/**
 * sigmoid x = (S − ρ)/(A + (S − ρ)) for x ≥ 0 and A/(A + (S − ρ)) for x < 0, with A = 2ⁿ·(S + ρ) at h = −½|x|, since
 * e^(−|x|) = A/(S − ρ): never a difference of near numbers. 2ⁿ is multiplied in two halves, so that A dwindles to 0 as
 * the format allows.
 */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const h = mul(pmin(v128.andnot(x, constant(SIGN)), constant(SIGMOID_LIMIT)), constant(MINUS_HALF));
  const shifted = steps(h);
  const rho = reduce(h, shifted);
  const S = add(excess(rho), constant(ONE));
  const n = SINGLE ? i32x4.sub(shifted, constant(MAGIC)) : i64x2.sub(shifted, constant(MAGIC));
  const half = SINGLE ? i32x4.shr_s(n, 1) : i64x2.shr_s(n, 1);
  const rest = SINGLE ? i32x4.sub(n, half) : i64x2.sub(n, half);
  const A = mul(mul(add(S, rho), powerOfTwo(half)), powerOfTwo(rest));
  const B = sub(S, rho);
  return div(v128.bitselect(A, B, greater(splat(0), x)), add(A, B));
}
