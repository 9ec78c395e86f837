/**
 * Rows are cut into blocks of 32. Inside a block every quantity lies feature by feature, [features][32], so that
 * the lanes of a vector are rows, two in float64, four in float32: weights are splat, and no data are ever transposed.
 *
 * One source serves both precisions; the build says which by ELEMENT, and the compiler drops the other's branches.
 * Blocks and packed weights are of that precision. Sums over rows and all vectors [units] and [dimension] are
 * float64 in both, so that the error of a float32 sum does not grow with the number of blocks.
 */

/** Whether the numbers of a block are float32. */
// @ts-ignore: decorator
@inline
export const SINGLE: bool = ELEMENT == 4;

/** Bytes of one feature in a block. */
// @ts-ignore: decorator
@inline
export const FEATURE: usize = 32 * ELEMENT;

// @ts-ignore: decorator
@inline
export function add(x: v128, y: v128): v128 {
  return SINGLE ? f32x4.add(x, y) : f64x2.add(x, y);
}

// @ts-ignore: decorator
@inline
export function sub(x: v128, y: v128): v128 {
  return SINGLE ? f32x4.sub(x, y) : f64x2.sub(x, y);
}

// @ts-ignore: decorator
@inline
export function mul(x: v128, y: v128): v128 {
  return SINGLE ? f32x4.mul(x, y) : f64x2.mul(x, y);
}

// @ts-ignore: decorator
@inline
export function div(x: v128, y: v128): v128 {
  return SINGLE ? f32x4.div(x, y) : f64x2.div(x, y);
}

/** y < x ? y : x, which keeps a NaN in x. */
// @ts-ignore: decorator
@inline
export function pmin(x: v128, y: v128): v128 {
  return SINGLE ? f32x4.pmin(x, y) : f64x2.pmin(x, y);
}

/** x < y ? y : x, which keeps a NaN in x. */
// @ts-ignore: decorator
@inline
export function pmax(x: v128, y: v128): v128 {
  return SINGLE ? f32x4.pmax(x, y) : f64x2.pmax(x, y);
}

/** All bits of the lanes where x > y. */
// @ts-ignore: decorator
@inline
export function greater(x: v128, y: v128): v128 {
  return SINGLE ? f32x4.gt(x, y) : f64x2.gt(x, y);
}

/** x·y + c: with one rounding in the variant that is compiled for relaxed SIMD, with two in the plain one. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(x: v128, y: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return SINGLE ? f32x4.relaxed_madd(x, y, c) : f64x2.relaxed_madd(x, y, c);
  return add(mul(x, y), c);
}

/** A number in every lane. */
// @ts-ignore: decorator
@inline
export function splat(x: f64): v128 {
  return SINGLE ? f32x4.splat(<f32>x) : f64x2.splat(x);
}

/** The float64 of a vector at `address`, rounded where need be, in every lane. */
// @ts-ignore: decorator
@inline
export function loadScalar(address: usize): v128 {
  return SINGLE ? f32x4.splat(<f32>load<f64>(address)) : v128.load64_splat(address);
}

/** The float64 [Σx, Σy] of the lanes. */
// @ts-ignore: decorator
@inline
export function sumsOfTwo(x: v128, y: v128): v128 {
  if (!SINGLE) return f64x2.add(v128.shuffle<f64>(x, y, 0, 2), v128.shuffle<f64>(x, y, 1, 3));
  const halves = f32x4.add(v128.shuffle<f32>(x, y, 0, 4, 1, 5), v128.shuffle<f32>(x, y, 2, 6, 3, 7));
  return f64x2.promote_low_f32x4(f32x4.add(halves, v128.shuffle<f64>(halves, halves, 1, 0)));
}

/** Adds the sum of the lanes to the float64 at `sum`. */
// @ts-ignore: decorator
@inline
export function addLanes(sum: usize, x: v128): void {
  const sums = sumsOfTwo(x, x);
  store<f64>(sum, load<f64>(sum) + f64x2.extract_lane(sums, 0));
}
