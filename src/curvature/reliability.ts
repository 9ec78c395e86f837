import { checkPositiveInteger } from './result.ts';

/** What a bound on the chance of a missed eigenvalue needs. */
export interface MissedEigenvalue {
  readonly dimension: number;
  /** Products since a random start, k. */
  readonly products: number;
  /** How far the missed eigenvalue would lie above the value found, in units of λmax − λmin; 0 to 1. */
  readonly gap: number;
}

/**
 * An upper bound on the probability that k Lanczos steps from a random start leave the largest eigenvalue more than
 * gap·(λmax − λmin) above the value found, whatever the spectrum: min(1, 1.648·√n·e^(−√gap·(2k − 1))) (Kuczyński and
 * Woźniakowski 1992, theorem 4.2, stated there for positive definite A; Krylov spaces do not change when A is shifted).
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
  return Math.min(1, 1.648 * Math.sqrt(dimension) * Math.exp(-Math.sqrt(gap) * (2 * products - 1)));
}
