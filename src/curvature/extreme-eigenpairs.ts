import type { LinearOperator } from '../numerics/linear-operator.ts';
import { type RandomStream, randomStream } from '../numerics/random.ts';
import { finiteIterate, type Iterate, residualVector } from './iterate.ts';
import { countProducts } from './product-counter.ts';
import {
  checkDimension,
  checkPositiveInteger,
  type Eigenpair,
  type EigenpairResult,
  type EigenvalueStatus,
  eigenpairResult,
  FLOAT32_FLOOR,
  type IterationOptions,
  isCertified,
  iterationOptions,
} from './result.ts';
import { EIGENVALUE_ADVICE } from './status.ts';
import { type RitzPair, type Subspace, subspace } from './subspace.ts';
import { startVector, type WarmStart } from './warm-start.ts';

/** An end of the spectrum, in algebraic order. */
export type SpectrumEnd = 'largest' | 'smallest';

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

/** Extreme eigenpairs, the outermost first; an end that was not asked for is empty. */
export interface EigenpairsResult {
  /** Each with its own residual and status; their `products` are those of the whole call. */
  readonly largest: readonly EigenpairResult[];
  readonly smallest: readonly EigenpairResult[];
  /** The next Ritz pair inwards at the (first) end asked for: how near the next eigenvalue comes, as far as it was seen. */
  readonly runnerUp: Iterate | null;
  readonly products: number;
  /** `converged` where every pair has converged, else the status of the first that has not. */
  readonly status: EigenvalueStatus;
  readonly converged: boolean;
  readonly advice: string;
}

/** Products that must follow a random vector that left an invariant space before the extremes found count. */
const STEPS_OUTSIDE = 8;

/**
 * The share of the tolerance to which approximate products are taken before the exact ones take over: where the exact
 * residual misses the tolerance then, at least three quarters of it are the rounding errors of the approximate ones.
 */
const STRICTEST = 1 / 4;

/**
 * The algebraically largest or smallest eigenpairs, or both, by block Lanczos iteration with full reorthogonalisation
 * (Parlett 1998, chapter 13; Golub and Underwood 1977), thick restarts (Wu and Simon 2000) and a random continuation of
 * invariant spaces.
 *
 * Differs from the textbook: it is a Rayleigh-Ritz procedure in a `Subspace` that grows by residuals of the wanted Ritz
 * vectors, so the residual ‖Av − λv‖ itself, not a bound on it, stops the iteration and is reported, without another
 * product. Where the operator has an `exact` twin, values and residuals are those of products with it; where these miss
 * the tolerance, the iteration goes on, with exact products alone once the approximate ones cannot do better.
 *
 * With more than one pair, copies of a multiple eigenvalue beyond `blockSize` are looked for: when all have converged, a
 * random vector joins, and the search ends when `STEPS_OUTSIDE` products later the pairs still stand. Never throws on
 * non-convergence.
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
  const ends: readonly SpectrumEnd[] = which === 'both' ? ['largest', 'smallest'] : [which];
  const wantedCount = Math.min(count, dimension);
  /** What a restart keeps must leave room to grow. */
  const largestBasis = Math.max(maxBasis, 2 * ends.length * wantedCount + blockSize);
  const counted = countProducts(operator);
  const { exact } = counted;
  const given = [start]
    .flat()
    .map(({ vector }) => startVector(`${caller}: start`, dimension, vector, random));
  let hasRandom = given.every(({ isRandom }) => isRandom);
  // A budget that leaves little beyond the exact residuals goes to exact products alone.
  let isExact = exact === undefined || maxIterations < 3 * ends.length * wantedCount;
  let space = subspace(isExact ? (exact ?? counted) : counted);
  let strictness = 1;
  /** The last time random directions joined a settled space: products until they count, and the sum of the values then. */
  let doubt: { readonly until: number; readonly sum: number } | null = null;
  let known: Record<SpectrumEnd, readonly Iterate[]> = { largest: [], smallest: [] };
  let runnerUp: Iterate | null = null;
  // The products of the exact residuals of all pairs are set aside.
  const left = () => maxIterations - counted.products - (isExact ? 0 : ends.length * wantedCount);

  const starts = given.map(({ vector }) => vector).slice(0, Math.max(1, left()));
  if (space.add(starts) === null) return finish('non-finite');
  if (hasRandom && space.addRandom(random, Math.max(0, Math.min(blockSize - space.size, left()))) === null) {
    return finish('non-finite');
  }
  for (;;) {
    const pairs = space.ritzPairs();
    known = wanted(space, pairs);
    const all = ends.flatMap((end) => known[end]);
    const next = pairs.at(ends[0] === 'largest' ? -1 - wantedCount : wantedCount);
    runnerUp = next ? space.lift(next.coordinates) : null;
    const { magnitude, isComplete, size } = space;
    if (magnitude === 0 && (hasRandom || isComplete)) return finish('zero-operator');
    // An eigenvalue that is zero up to rounding never meets a relative tolerance; its residual ends here.
    const floor = dimension * Number.EPSILON * magnitude;
    const sought = isExact ? tolerance : Math.max(strictness * tolerance, FLOAT32_FLOOR);
    const isDone = (pair: Iterate) => pair.residual <= Math.max(sought * Math.abs(pair.value), floor);
    const isSettled = size >= Math.min(dimension, ends.length * wantedCount) && all.every(isDone);
    const isClosed = all.every(({ residual }) => residual <= floor);
    const sum = all.reduce((total, { value }) => total + Math.abs(value), 0);
    const isStable =
      doubt !== null && counted.products >= doubt.until && Math.abs(sum - doubt.sum) <= tolerance * sum;
    const isTrusted =
      isComplete || isStable || (trustStart && magnitude > 0) || !(isClosed || count > 1 || doubt);
    const mustStop = isComplete || left() <= 0;

    if (mustStop || (isSettled && isTrusted)) {
      if (isExact) return finish(isTrusted ? 'converged' : 'max-iterations');
      const measured = all.map(({ vector }) => finiteIterate(exact!, vector));
      const exactly = measured.filter((pair) => pair !== null);
      if (exactly.length < measured.length) return finish('non-finite');
      known = {
        largest: exactly.slice(0, known.largest.length),
        smallest: exactly.slice(known.largest.length),
      };
      if (exactly.every((pair) => isCertified(pair, tolerance)) || counted.products >= maxIterations) {
        return finish(isTrusted ? 'converged' : 'max-iterations');
      }
      if (strictness > STRICTEST && STRICTEST * tolerance > FLOAT32_FLOOR && left() > 0 && !isComplete) {
        strictness = STRICTEST;
        continue;
      }
      isExact = true;
      space = subspace(exact!);
      for (const pair of exactly) space.adopt(pair);
      continue;
    }
    const block = Math.max(1, Math.min(blockSize, left()));
    if (size + block > largestBasis) {
      const kept = Math.floor((largestBasis - block) / 2 / ends.length);
      space.restart(outermost(pairs, Math.max(wantedCount, kept)));
    }
    const isLost = isSettled && (doubt === null || counted.products >= doubt.until);
    const directions = isLost ? [] : growth(all, pairs, isDone, block, floor);
    let added = space.add(directions);
    if (added === 0) {
      added = space.addRandom(random, block);
      hasRandom = true;
      if (isLost || isClosed) doubt = { until: counted.products - 1 + STEPS_OUTSIDE, sum };
    }
    if (added === null) return finish('non-finite');
  }

  /** The wanted Ritz vectors of each end, outermost first. */
  function wanted(from: Subspace, pairs: readonly RitzPair[]): Record<SpectrumEnd, readonly Iterate[]> {
    const lift = ({ coordinates }: RitzPair) => from.lift(coordinates);
    return {
      largest: ends.includes('largest') ? pairs.slice(-wantedCount).reverse().map(lift) : [],
      smallest: ends.includes('smallest') ? pairs.slice(0, wantedCount).map(lift) : [],
    };
  }

  /** `most` Ritz pairs at each end asked for, each once. */
  function outermost(pairs: readonly RitzPair[], most: number): RitzPair[] {
    const { length } = pairs;
    return pairs.filter(
      (_, i) => (ends.includes('largest') && i >= length - most) || (ends.includes('smallest') && i < most),
    );
  }

  /** Residuals of the wanted pairs that are not done, then of others, those at the ends asked for first. */
  function growth(
    all: readonly Iterate[],
    pairs: readonly RitzPair[],
    isDone: (pair: Iterate) => boolean,
    block: number,
    floor: number,
  ): Float64Array[] {
    const directions = all
      .filter((pair) => !isDone(pair))
      .slice(0, block)
      .map(residualVector);
    const fromTop = ends.includes('largest');
    for (let i = wantedCount; i < pairs.length && directions.length < block; i++) {
      const pair = space.lift(pairs[fromTop ? pairs.length - 1 - i : i]!.coordinates);
      if (pair.residual > floor) directions.push(residualVector(pair));
    }
    return directions;
  }

  function finish(status: EigenvalueStatus): EigenpairsResult {
    const unknown = {
      value: Number.NaN,
      vector: starts[0] ?? new Float64Array(dimension),
      residual: Number.NaN,
    };
    const results = (end: SpectrumEnd) => {
      if (!ends.includes(end)) return Object.freeze([]);
      const pairs = known[end].length > 0 ? known[end] : [unknown];
      const statusOf = (pair: Eigenpair) =>
        status === 'converged' && !isCertified(pair, tolerance) ? 'max-iterations' : status;
      return Object.freeze(pairs.map((pair) => eigenpairResult(pair, counted.products, statusOf(pair))));
    };
    const largest = results('largest');
    const smallest = results('smallest');
    const isShort = [largest, smallest].some((pairs) => pairs.length > 0 && pairs.length < wantedCount);
    const worst = [...largest, ...smallest].find(({ converged }) => !converged)?.status ?? 'converged';
    const overall = worst === 'converged' && isShort ? 'max-iterations' : worst;
    return Object.freeze({
      largest,
      smallest,
      runnerUp: runnerUp && Object.freeze(runnerUp),
      products: counted.products,
      status: overall,
      converged: overall === 'converged',
      advice: EIGENVALUE_ADVICE[overall],
    });
  }
}
