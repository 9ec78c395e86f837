import { checkPositiveInteger } from './result.ts';

/** What a bound on the chance of a missed eigenvalue needs. */
export interface MissedEigenvalue {
  /** Number of rows of the operator. */
  readonly dimension: number;
  /** Products since a random start, k. */
  readonly products: number;
  /** How far the missed eigenvalue would lie above the value found, in units of λmax − λmin; 0 to 1. */
  readonly gap: number;
}

/**
 * An upper bound on the probability that k Lanczos steps from a random start leave the largest eigenvalue more than
 * gap·(λmax − λmin) above the value found, whatever the spectrum: min(1, √(2n/π)/cosh((2k − 1)·artanh √gap)). It falls as
 * √n·e^(−(2k − 1)√gap), as Kuczyński and Woźniakowski 1992 found for positive definite A.
 *
 * In short, with λmin = 0 and λmax = 1, which shifts and scales change no Krylov space from: where the value stays below
 * 1 − g, every polynomial p of degree k − 1 has b₁²·g·p(1)² < Σ bᵢ²(1 − g − λᵢ)p(λᵢ)², summed over λᵢ < 1 − g, with b the start
 * in eigenvectors. Take p with (1 − g − x)p(x)² = (1 − g)·T(√(1 − x/(1 − g)))², T Chebyshev's polynomial of degree 2k − 1, which
 * is at most 1 there: |b₁| < 1/cosh((2k − 1)·artanh √g) follows, and the density of b₁ nowhere exceeds √(n/2π) for n > 2.
 *
 * `converged` certifies that the value is an eigenvalue; this tells how surely it is the largest. The bound is for one
 * matrix and an independent random start, not for the warm starts along training.
 *
 * @throws RangeError when the dimension or the products are no positive integer, or the gap is outside 0 to 1
 */
export function missProbability({ dimension, products, gap }: MissedEigenvalue): number {
  checkPositiveInteger('missProbability', 'dimension', dimension);
  checkPositiveInteger('missProbability', 'products', products);
  if (!(gap >= 0 && gap <= 1)) {
    throw new RangeError(`missProbability: gap must lie between 0 and 1, received ${gap}`);
  }
  const part = 1 / Math.cosh((2 * products - 1) * Math.atanh(Math.sqrt(gap)));
  return Math.min(1, Math.sqrt((2 * dimension) / Math.PI) * part);
}
