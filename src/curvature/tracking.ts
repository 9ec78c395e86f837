import type { LinearOperator } from '../numerics/linear-operator.ts';
import { type RandomStream, randomStream } from '../numerics/random.ts';
import { axpy, norm, scale } from '../numerics/vector.ts';
import { topEigenpairs } from './extreme-eigenpairs.ts';
import { type Iterate, isAccurate, residualVector } from './iterate.ts';
import { type Motion, nextMotion, predicted } from './motion.ts';
import { powerIteration } from './power-iteration.ts';
import { probeLarger } from './probe.ts';
import { negated } from './product-counter.ts';
import {
  checkPositiveInteger,
  type EigenpairResult,
  eigenpairResult,
  type IterationOptions,
  iterationOptions,
  type TopEigenvalueResult,
} from './result.ts';
import { subspace } from './subspace.ts';
import type { WarmStart } from './warm-start.ts';

/**
 * How an eigenvalue is found: cold, and where the first product or two of a warm start do not certify it. `auto` takes
 * whichever reaches the same residual with fewer products over whole runs, which is Lanczos: over 45 runs on which no constant
 * was chosen (`npm run bench:products`, group `validation`) power iteration spent 7.9 products a row and Lanczos 5.1; over the 29
 * on which they were chosen, 4.4 and 3.7. They differ where the gap is small or a larger negative end has to be shifted
 * away; elsewhere both end after the first one or two products of a warm start.
 */
export type EigenvalueMethod = 'power-iteration' | 'lanczos' | 'auto';

/** Options of `createEigenvalueTracker`; `maxIterations` bounds one measurement without its probe. */
export interface EigenvalueTrackerOptions extends IterationOptions {
  /**
   * Default `power-iteration`. It concerns the largest eigenvalue: the smallest is found by `auto` then, since shifted
   * power iteration is slow at the lower edge of a bulk.
   */
  readonly method?: EigenvalueMethod;
  /** Measurements of an end of the spectrum from one probe to the next. Default 10. */
  readonly probeEvery?: number;
  /** Products of one probe. Default 5. */
  readonly probeSteps?: number;
  /** Measurement n draws from the stream `<stream>/<end>/<n>` of this seed and from nothing else. */
  readonly seed: number;
  /** Default `curvature`; a second tracker of the same seed takes another. */
  readonly stream?: string;
}

/** What a tracker knows of one end of the spectrum. */
export interface TrackedEnd {
  /** Measurements of this end so far. */
  readonly measurements: number;
  /** The newest finite pair; of −A for the smallest end. */
  readonly warm: WarmStart | null;
  /** How the vector moved last; null where it is too early to tell. */
  readonly motion: Motion | null;
  /** What comes nearest to overtaking; null where nothing has been seen yet. */
  readonly rival: Rival | null;
}

/** An estimate of the next eigenpair, which may overtake the tracked one. */
export interface Rival {
  /** [dimension], unit length. */
  readonly vector: Float64Array;
  readonly value: number;
  /** The measurement that watches it next. */
  readonly due: number;
}

/** Plain data from which a tracker resumes bit for bit. Its vectors are not to be written to. */
export interface TrackerState {
  /** The end of the algebraically largest eigenvalue. */
  readonly largest: TrackedEnd;
  /** The other end, as the largest of −A. */
  readonly smallest: TrackedEnd;
}

/** Follows the extreme eigenvalues of an operator that changes a little from one measurement to the next. */
export interface EigenvalueTracker {
  /**
   * The algebraically largest eigenpair, probes included in the products.
   *
   * @param hint a vector that may lean towards a new outlier, such as the gradient
   */
  largest(operator: LinearOperator, hint?: Float64Array): TopEigenvalueResult;
  /** The algebraically smallest eigenpair: the largest of −A, negated; probe included in the products. */
  smallest(operator: LinearOperator): EigenpairResult;
  /** What a tracker that goes on from here needs; copies. */
  state(): TrackerState;
}

const UNMEASURED: TrackedEnd = { measurements: 0, warm: null, motion: null, rival: null };

/** Steps that look for a rival where the spectrum is on the move. */
const UNSETTLED_STEPS = 2;
/** Relative change of an eigenvalue between measurements that a slow drift does not explain. */
const JUMP = 0.1;
/** Products of a warm search beyond which its vector was searched for anew rather than corrected. */
const QUICK = 5;

/**
 * Opens a tracker. Each measurement starts where the vector of the one before is expected (`predicted`). After two
 * eigenvalues crossed, that vector still is an eigenvector, now of the wrong eigenvalue, and its residual says nothing. So
 * the runner-up is kept as a rival: every measurement where it comes within 0.8 of the tracked value, every second within
 * 0.5, else every third, it joins the start in one block of two products, and Rayleigh-Ritz on the two refines both at
 * once (as in LOBPCG: Knyazev 2001). Between measurements it moves along its residual, a power step that costs nothing.
 * Where the eigenvalue jumps, two Lanczos steps go on from the rival and a hint (the gradient, with which new outliers
 * align: Gur-Ari et al. 2018); each `probeEvery` measurements a probe of `probeSteps` products starts from a random vector.
 *
 * `converged` certifies an eigenpair, never that it is the largest. How often it was not, checked at every row against full
 * spectra or block Lanczos from random starts (`npm run bench:products`): on 45 validation runs with other data, networks, update
 * rules, learning rates and seeds than those the constants were chosen on, 0 of 2,654 certified rows by `auto` and 2 of 2,647
 * by power iteration (a run at 1.3 times the stable learning rate); on the 29 tuning runs 0 of 3,329 and 0 of 3,328. Zero of
 * 2,654 still allows a rate of 1 in 900 at 95 % confidence, were rows independent, which neighbours along a run are not.
 *
 * @param state of an earlier tracker with the same options, to resume from; null for a cold start
 * @throws RangeError when an option is out of range
 */
export function createEigenvalueTracker(
  options: EigenvalueTrackerOptions,
  state: TrackerState | null = null,
): EigenvalueTracker {
  const limits = iterationOptions('createEigenvalueTracker', options);
  const { method = 'power-iteration', probeEvery = 10, probeSteps = 5, seed, stream = 'curvature' } = options;
  checkPositiveInteger('createEigenvalueTracker', 'probeEvery', probeEvery);
  checkPositiveInteger('createEigenvalueTracker', 'probeSteps', probeSteps);
  let largest = state?.largest ?? UNMEASURED;
  let smallest = state?.smallest ?? UNMEASURED;

  function measure(
    operator: LinearOperator,
    end: TrackedEnd,
    endMethod: EigenvalueMethod,
    name: string,
    hint?: Float64Array,
  ) {
    const random = randomStream(seed, `${stream}/${name}/${end.measurements}`);
    const isWatched = end.rival !== null && end.measurements >= end.rival.due;
    const start = end.warm && { ...end.warm, vector: predicted(end.warm.vector, end.motion) };
    const found = search(operator, endMethod, { ...limits, random }, start, isWatched ? end.rival : null);
    let { products } = found;
    let result: TopEigenvalueResult = found;
    let rival = nextRival(end, found, isWatched);
    const isUsable = found.status === 'converged' || found.status === 'max-iterations';
    const isFull = end.measurements % probeEvery === 0;
    const isMoving = isUnsettled(end.warm, found);
    const isBlind = rival === null && operator.dimension > 1;
    if (isUsable && end.measurements > 0 && (isFull || isMoving || isBlind)) {
      const hints = isFull ? [] : [end.rival?.vector, hint].filter((vector) => vector !== undefined);
      const probe = probeLarger(operator, found, isFull ? probeSteps : UNSETTLED_STEPS, random, hints);
      products += probe.products;
      if (probe.rival !== null)
        rival = { vector: probe.rival, value: probe.rivalValue, due: end.measurements + 1 };
      if (!probe.allFinite) result = withOverflow(result);
      if (probe.larger !== null) {
        const maxIterations = Math.max(1, limits.maxIterations - found.products);
        result = search(operator, endMethod, { ...limits, maxIterations, random }, probe.larger, null);
        products += result.products;
      }
    }
    const next: TrackedEnd = {
      measurements: end.measurements + 1,
      warm: isUsable ? warmStart(result) : end.warm,
      motion: isUsable ? nextMotion(end.motion, end.warm?.vector ?? null, result.vector) : end.motion,
      rival: isUsable ? rival : end.rival,
    };
    const { runnerUp: _, ...record } = { runnerUp: null, ...result };
    return { result: Object.freeze({ ...record, products }), next };
  }

  return {
    largest(operator, hint) {
      const { result, next } = measure(operator, largest, method, 'largest', hint);
      largest = next;
      return result;
    },
    smallest(operator) {
      const endMethod = method === 'power-iteration' ? 'auto' : method;
      const { result, next } = measure(negated(operator), smallest, endMethod, 'smallest');
      smallest = next;
      return eigenpairResult({ ...result, value: 0 - result.value }, result.products, result.status);
    },
    state: () => ({ largest, smallest }),
  };
}

/** Whether the eigenvalue jumped, or its vector had to be searched for anew: that is when eigenvalues cross. */
function isUnsettled(warm: WarmStart | null, found: TopEigenvalueResult): boolean {
  const change = Math.abs(found.value - (warm?.value ?? found.value));
  return found.products > QUICK + 1 || change > JUMP * Math.abs(found.value);
}

/** The rival for the measurements to come: the runner-up seen now, moved along its residual, or the one before. */
function nextRival(end: TrackedEnd, { runnerUp, value }: Found, isWatched: boolean): Rival | null {
  if (runnerUp === null || !(isWatched || end.rival === null)) return end.rival;
  const reach = (runnerUp.value + runnerUp.residual) / value;
  const rest = reach > 0.8 ? 1 : reach > 0.5 ? 2 : 3;
  const vector = runnerUp.vector.slice();
  if (runnerUp.residual > 0) {
    const step = 1 / Math.max(Math.abs(runnerUp.value), Math.abs(value) / 10);
    axpy(step, residualVector(runnerUp), vector);
  }
  scale(1 / norm(vector), vector);
  return { vector, value: runnerUp.value, due: end.measurements + rest };
}

interface SearchOptions extends Required<IterationOptions> {
  readonly random: RandomStream;
}

/** A result with the runner-up that the search met. */
interface Found extends TopEigenvalueResult {
  readonly runnerUp: Iterate | null;
}

/** The largest eigenpair by a method, from the vector of the time before and, where it is watched, its rival. */
function search(
  operator: LinearOperator,
  method: EigenvalueMethod,
  options: SearchOptions,
  warm: WarmStart | null,
  rival: Rival | null,
): Found {
  if (method !== 'power-iteration') {
    const start = [warm, rival].filter((vector) => vector !== null);
    const { largest, runnerUp } = topEigenpairs(operator, { ...options, start, trustStart: true });
    return Object.freeze({ ...largest[0]!, runnerUp });
  }
  if (warm === null || rival === null) {
    return Object.freeze({
      ...powerIteration(operator, { ...options, start: warm ?? undefined }),
      runnerUp: null,
    });
  }
  const space = subspace(operator);
  if (space.add([warm.vector, rival.vector]) === null) {
    const found = withOverflow(powerIteration(operator, { ...options, start: warm }));
    return Object.freeze({ ...found, products: found.products + 2, runnerUp: null });
  }
  const [top, runnerUp] = space
    .ritzPairs()
    .reverse()
    .map(({ coordinates }) => space.lift(coordinates));
  const { smallest } = warm;
  const start = {
    ...(isAccurate(top!, options.tolerance) ? top! : { vector: top!.vector, value: top!.value }),
    ...(smallest && { smallest }),
  };
  const found = powerIteration(operator, { ...options, start });
  return Object.freeze({ ...found, products: found.products + space.size, runnerUp: runnerUp ?? null });
}

/** The pair that was found, where a product of another vector was not finite: no certificate covers that. */
function withOverflow(found: TopEigenvalueResult): TopEigenvalueResult {
  return Object.freeze({ ...found, ...eigenpairResult(found, found.products, 'non-finite') });
}

/** What the next measurement needs of a result, as plain data. */
function warmStart({ value, vector, smallest }: TopEigenvalueResult): WarmStart {
  const pair = { value, vector };
  return smallest === undefined
    ? pair
    : { ...pair, smallest: { value: smallest.value, vector: smallest.vector } };
}
