import type { LinearOperator } from '../numerics/linear-operator.ts';
import { type RandomStream, randomStream } from '../numerics/random.ts';
import { type EigenpairsResult, searchEigenpairs } from './eigenpair-search.ts';
import { checkDimension, checkPositiveInteger, type IterationOptions, iterationOptions } from './result.ts';
import type { SpectrumEnd } from './ritz-selection.ts';
import { startVector, type WarmStart } from './warm-start.ts';

export type { EigenpairsResult } from './eigenpair-search.ts';
export type { SpectrumEnd } from './ritz-selection.ts';

/** Options of `topEigenpairs`; `maxIterations` counts all products, those of exact residuals included. */
export interface EigenpairsOptions extends IterationOptions {
  /** Default `largest`. */
  readonly which?: SpectrumEnd | 'both';
  /** Eigenpairs asked for at each end, at most the dimension. Default 1. */
  readonly count?: number;
  /** Vectors to start from, such as those of an earlier result; without a usable one the start is random. */
  readonly start?: WarmStart | readonly WarmStart[] | undefined;
  /**
   * Vectors that the space grows by in one block of products. A space grown from b random vectors holds at most b
   * eigenvectors of a multiple eigenvalue; one grown from a single vector needs the fewest products. Default 1.
   */
  readonly blockSize?: number;
  /**
   * Whether to believe the start vectors when the space they span turns out invariant, in the extreme when they are
   * eigenvectors. Default false: then random vectors go on, since larger eigenvalues may lie outside that space.
   */
  readonly trustStart?: boolean;
  /** Most basis vectors held in memory, each with its image; beyond, a thick restart. Default 30 + 4·count, at least 6. */
  readonly maxBasis?: number;
  /** Where random vectors are drawn from. Default the stream `curvature/lanczos` of seed 0. */
  readonly random?: RandomStream;
}

/**
 * The algebraically largest or smallest eigenpairs, or both, by block Lanczos iteration with full reorthogonalisation
 * (Parlett 1998, chapter 13; Golub and Underwood 1977), thick restarts (Wu and Simon 2000) and a random continuation of
 * invariant spaces.
 *
 * Differs from the textbook: it is a Rayleigh-Ritz procedure in a `Subspace` that grows by residuals of the wanted Ritz
 * vectors, so the residual ‖Av − λv‖ itself, not a bound on it, stops the iteration and is reported, without another
 * product. Where the noise of the products could matter at the tolerance (`isAccurate`), each pair is certified by a product
 * of its own. Where the operator has an `exact` twin, values and residuals are those of products with it; where these miss
 * the tolerance, the iteration goes on, with exact products alone once the approximate ones cannot do better.
 *
 * With more than one pair, copies of a multiple eigenvalue beyond `blockSize` are looked for: when all have converged,
 * `STEPS_OUTSIDE` Lanczos steps follow from a random vector outside the space, and the search ends where the pairs still
 * stand. Never throws on non-convergence.
 *
 * @throws RangeError when an option is out of range, a start vector has another length than `dimension`, or that is 0
 */
export function topEigenpairs(operator: LinearOperator, options: EigenpairsOptions = {}): EigenpairsResult {
  return extremeEigenpairs('topEigenpairs', operator, options);
}

/** `topEigenpairs` under the name of its caller, for messages. */
export function extremeEigenpairs(
  caller: string,
  operator: LinearOperator,
  options: EigenpairsOptions,
): EigenpairsResult {
  const { tolerance, maxIterations } = iterationOptions(caller, options);
  const { which = 'largest', count = 1, start = [], trustStart = false, blockSize = 1 } = options;
  const { maxBasis = 30 + 4 * count, random = randomStream(0, 'curvature/lanczos') } = options;
  const { dimension } = operator;
  checkDimension(caller, dimension);
  checkPositiveInteger(caller, 'count', count);
  checkPositiveInteger(caller, 'blockSize', blockSize);
  if (!Number.isSafeInteger(maxBasis) || maxBasis < 6) {
    throw new RangeError(`${caller}: maxBasis must be an integer of at least 6, received ${maxBasis}`);
  }
  if (which !== 'largest' && which !== 'smallest' && which !== 'both') {
    throw new RangeError(`${caller}: which must be 'largest', 'smallest' or 'both', received '${which}'`);
  }
  const ends: readonly SpectrumEnd[] = which === 'both' ? ['largest', 'smallest'] : [which];
  const wantedCount = Math.min(count, dimension);
  const starts = [start]
    .flat()
    .map(({ vector }) => startVector(`${caller}: start`, dimension, vector, random));
  return searchEigenpairs(operator, starts, {
    tolerance,
    maxIterations,
    ends,
    count: wantedCount,
    looksForCopies: count > 1,
    blockSize,
    trustStart,
    // What a restart keeps must leave room to grow.
    largestBasis: Math.max(maxBasis, 2 * ends.length * wantedCount + blockSize),
    random,
  });
}
