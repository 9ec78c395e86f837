import type { LinearOperator } from '../numerics/linear-operator.ts';
import { type RandomStream, randomStream } from '../numerics/random.ts';
import { isFiniteVector } from '../numerics/vector.ts';
import { iterate } from './iterate.ts';
import { krylovBasis, type RitzPair } from './krylov-basis.ts';
import { countProducts } from './product-counter.ts';
import {
  type Eigenpair,
  type EigenpairResult,
  type EigenvalueStatus,
  eigenpairResult,
  type IterationOptions,
  isCertified,
  iterationOptions,
} from './result.ts';
import { startVector, type WarmStart } from './warm-start.ts';

/** An end of the spectrum, in algebraic order. */
export type SpectrumEnd = 'largest' | 'smallest';

/** Options of `lanczos`; `maxIterations` counts products, those of the final residuals included. */
export interface LanczosOptions<Which extends SpectrumEnd | 'both'> extends IterationOptions {
  readonly which: Which;
  /** Without it the start vector is random. */
  readonly start?: WarmStart | undefined;
  /**
   * Whether to believe the start vector when the space it spans turns out invariant, in the extreme when it is an
   * eigenvector. Default false: then random vectors go on, since larger eigenvalues may lie outside that space.
   */
  readonly trustStart?: boolean;
  /** Most basis vectors held in memory; beyond, a thick restart. At least 6, default 60. */
  readonly maxBasis?: number;
  /** Where random vectors are drawn from. Default the stream `curvature/lanczos` of seed 0. */
  readonly random?: RandomStream;
}

/** The ends asked for; each result's `products` are those of the whole call, which both ends share. */
export type ExtremeEigenpairs<Which extends SpectrumEnd | 'both'> = Readonly<
  Record<Which extends 'both' ? SpectrumEnd : Which, EigenpairResult>
>;

/** Vectors that must follow a random one that left an invariant space before the extremes found count. */
const STEPS_OUTSIDE = 8;

/**
 * The algebraically largest or smallest eigenvalue, or both, by Lanczos iteration with full reorthogonalisation
 * (Parlett 1998, chapter 13), thick restarts (Wu and Simon 2000) and a random continuation of invariant spaces.
 *
 * It stops when the residual bound |β_k·s_ki| of each end is within the tolerance. Then one more product with each
 * Ritz vector gives the value and the residual that are reported; should that residual exceed the tolerance (noisy
 * products), the iteration goes on towards a smaller bound. A start vector that meets the tolerance at once costs one
 * product in all. Never throws on non-convergence.
 *
 * @throws RangeError when an option is out of range or the start vector has another length than `dimension`
 */
export function lanczos<Which extends SpectrumEnd | 'both'>(
  operator: LinearOperator,
  options: LanczosOptions<Which>,
): ExtremeEigenpairs<Which> {
  const { tolerance, maxIterations } = iterationOptions('lanczos', options);
  const { which, start, trustStart = false, maxBasis = 60 } = options;
  const { random = randomStream(0, 'curvature/lanczos') } = options;
  if (!Number.isSafeInteger(maxBasis) || maxBasis < 6) {
    throw new RangeError(`lanczos: maxBasis must be an integer of at least 6, received ${maxBasis}`);
  }
  const { dimension } = operator;
  const ends: readonly SpectrumEnd[] = which === 'both' ? ['largest', 'smallest'] : [which as SpectrumEnd];
  const counted = countProducts(operator);
  const first = startVector('lanczos: start', dimension, start?.vector, random);
  const basis = krylovBasis(counted, first.vector, random);
  /** The newest pair of each end whose residual comes from a product of its own. */
  const known = new Map<SpectrumEnd, Eigenpair>();
  /** Share of the tolerance that the bounds must reach before products are spent on residuals. */
  let strictness = 1;
  let closedAt = Number.POSITIVE_INFINITY;

  for (;;) {
    if (!basis.extend()) return finish(() => 'non-finite');
    const { isComplete, magnitude } = basis;
    const pairs = basis.ritzPairs();
    const sought = (end: SpectrumEnd) => (end === 'largest' ? pairs.at(-1)! : pairs[0]!);
    if (counted.products === 1) {
      // The first product is itself the certificate of the start vector.
      const { value, bound } = pairs[0]!;
      for (const end of ends) known.set(end, { value, vector: first.vector, residual: bound });
    }
    if (magnitude === 0 && (first.isRandom || basis.size > 1 || isComplete))
      return finish(() => 'zero-operator');

    if (basis.closures > 0) closedAt = Math.min(closedAt, counted.products);
    const isTrusted =
      isComplete ||
      closedAt === Number.POSITIVE_INFINITY ||
      (trustStart && magnitude > 0) ||
      counted.products - closedAt >= STEPS_OUTSIDE;
    // An eigenvalue that is zero up to rounding never meets a relative tolerance; its bound ends here.
    const roundingFloor = dimension * Number.EPSILON * magnitude;
    const isSettled = ends.every((end) => {
      const { value, bound } = sought(end);
      return bound <= Math.max(strictness * tolerance * Math.abs(value), roundingFloor);
    });
    const mustStop = () => isComplete || counted.products + 1 + ends.length > maxIterations;
    if ((isTrusted && isSettled) || mustStop()) {
      if (counted.products > 1) {
        for (const end of ends) {
          const vector = basis.combine(sought(end).coordinates);
          const image = new Float64Array(dimension);
          counted.apply(vector, image);
          if (!isFiniteVector(image)) return finish(() => 'non-finite');
          known.set(end, iterate(vector, image));
        }
      }
      const isFinal = ends.every(
        (end) => isCertified(known.get(end)!, tolerance) || sought(end).bound <= roundingFloor,
      );
      if (isFinal || mustStop()) {
        return finish((pair) => (isTrusted && isCertified(pair, tolerance) ? 'converged' : 'max-iterations'));
      }
      strictness /= 4;
    }
    if (basis.size >= maxBasis) basis.restart(kept(pairs, which, Math.floor(maxBasis / 3)));
  }

  function finish(status: (pair: Eigenpair) => EigenvalueStatus): ExtremeEigenpairs<Which> {
    const unknown = { value: Number.NaN, vector: first.vector, residual: Number.NaN };
    const results = ends.map((end) => {
      const pair = known.get(end) ?? unknown;
      return [end, eigenpairResult(pair, counted.products, status(pair))];
    });
    return Object.freeze(Object.fromEntries(results));
  }
}

/** The Ritz pairs that a thick restart keeps: `count` at each end asked for. */
function kept(pairs: readonly RitzPair[], which: SpectrumEnd | 'both', count: number): RitzPair[] {
  const smallest = which === 'largest' ? [] : pairs.slice(0, count);
  const largest = which === 'smallest' ? [] : pairs.slice(-count);
  return [...smallest, ...largest];
}
