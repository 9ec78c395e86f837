/**
 * Rows are cut into blocks of 32. Inside a block every quantity lies feature by feature, [features][32], so that
 * the two lanes of a vector are two rows: weights are splat, and no data are ever transposed.
 */

/** Bytes of one feature in a block. */
export const FEATURE: usize = 32 * 8;

/** x·y + c: with one rounding in the variant that is compiled for relaxed SIMD, with two in the plain one. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(x: v128, y: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(x, y, c);
  return f64x2.add(f64x2.mul(x, y), c);
}

/** [x₀ + x₁, y₀ + y₁]. */
// @ts-ignore: decorator
@inline
export function pairwiseSums(x: v128, y: v128): v128 {
  return f64x2.add(v128.shuffle<f64>(x, y, 0, 2), v128.shuffle<f64>(x, y, 1, 3));
}

/** Adds x₀ + x₁ to the number at `sum`. */
// @ts-ignore: decorator
@inline
export function addLanes(sum: usize, x: v128): void {
  store<f64>(sum, load<f64>(sum) + (f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1)));
}
