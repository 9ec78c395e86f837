import type { Precision } from '../../src/objectives/engine.ts';

/** What is compared, in the order of the report. */
export const QUANTITIES = [
  'loss',
  'gradient',
  'product',
  'lambda_max',
  'lambda_min',
  'trajectory_loss',
  'trajectory_lambda_max',
] as const;

export type Quantity = (typeof QUANTITIES)[number];

/** What is computed with Hessian-vector products, which `mixed` takes in float32. */
const OF_PRODUCTS: readonly Quantity[] = ['product', 'lambda_max', 'lambda_min', 'trajectory_lambda_max'];

/**
 * The largest relative error that passes. float64: two correct programs differ by roundings of 1e-16 each and by
 * what the eigenvalue iteration leaves. float32: roundings of 6e-8 each, added up over rows, layers and the steps
 * of a trajectory; an eigenvalue has the error of the product, which is symmetric only up to it.
 */
export function toleranceOf(quantity: Quantity, precision: Precision): number {
  if (precision === 'float64' || (precision === 'mixed' && !OF_PRODUCTS.includes(quantity))) return 1e-9;
  return quantity.includes('lambda') ? 1e-3 : 1e-4;
}

/**
 * The largest |actual − expected| relative to `scale`, by default the largest |expected|: entries near zero
 * count with the size of the whole, in which their roundings are. NaN where anything is NaN; where all of
 * `expected` is 0 the difference itself.
 */
export function relativeError(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  scale = largestMagnitude(expected),
): number {
  let difference = 0;
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(actual[i]! - expected[i]!));
  }
  return scale === 0 ? difference : difference / scale;
}

/** max |xᵢ|. */
export function largestMagnitude(x: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i]!));
  return largest;
}
