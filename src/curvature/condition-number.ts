import type { FullSpectrumResult } from './full-spectrum.ts';
import { CONDITION_ADVICE, type ConditionNote } from './status.ts';

/** The condition number of a symmetric matrix, where it is defined. */
export interface ConditionNumberResult {
  /** λmax over the smallest eigenvalue above τ; null where it is not defined. */
  readonly value: number | null;
  /** Number of eigenvalues above τ; null without a spectrum. */
  readonly rank: number | null;
  /** τ = dimension·2.2e-16·λmax: eigenvalues within ±τ count as zero; null without a spectrum. */
  readonly threshold: number | null;
  /** Products with A spent on the spectrum. */
  readonly products: number;
  /** Why there is no value; empty where there is one. */
  readonly note: ConditionNote | '';
  /** What the note means; empty where there is none. */
  readonly advice: string;
}

/**
 * The condition number from a full spectrum: λmax over the smallest eigenvalue above τ, of a matrix none of whose
 * eigenvalues lies below −τ. That is the ratio that governs gradient descent on the convex quadratic inside its range;
 * directions of eigenvalue zero are not moved along. A matrix with a negative eigenvalue has no such number: `indefinite`.
 * Differs from numpy's `cond`, which divides singular values and is infinite for a singular matrix.
 *
 * @param roundoff relative rounding error of the products, which takes the place of 2.2e-16 in τ: default that, of float64;
 * 1.2e-7 for float32. There an eigenvalue within ±τ may be zero or not, and the ratio would be one of rounding: the note
 * `float32` stands in its place
 */
export function conditionNumber(
  spectrum: FullSpectrumResult,
  roundoff: number = Number.EPSILON,
): ConditionNumberResult {
  const { eigenvalues, products, status } = spectrum;
  const rankless = (note: ConditionNote) => result(null, null, null, products, note);
  if (status === 'zero-operator' || status === 'non-finite' || status === 'too-many-parameters')
    return rankless(status);
  const largest = eigenvalues.at(-1)!;
  // A matrix without a positive eigenvalue has no τ of its own; a negative one makes it indefinite all the same.
  if (!(largest > 0)) return rankless('indefinite');
  const threshold = eigenvalues.length * roundoff * largest;
  const rank = eigenvalues.reduce((count, value) => count + Number(value > threshold), 0);
  if (eigenvalues[0]! < -threshold) return result(null, rank, threshold, products, 'indefinite');
  if (roundoff > Number.EPSILON && rank < eigenvalues.length) {
    return result(null, null, threshold, products, 'float32');
  }
  const smallest = eigenvalues[eigenvalues.length - rank]!;
  return result(largest / smallest, rank, threshold, products, '');
}

function result(
  value: number | null,
  rank: number | null,
  threshold: number | null,
  products: number,
  note: ConditionNote | '',
): ConditionNumberResult {
  return Object.freeze({
    value,
    rank,
    threshold,
    products,
    note,
    advice: note === '' ? '' : CONDITION_ADVICE[note],
  });
}
