import type { LinearOperator } from '../numerics/linear-operator.ts';
import { type RandomStream, randomStream } from '../numerics/random.ts';
import { lanczos } from './lanczos.ts';
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
import type { WarmStart } from './warm-start.ts';

/**
 * How an eigenvalue is found. `auto` starts cold with Lanczos. A warm start goes to power iteration as long as the
 * last one cost at most 3 products, with Lanczos to finish where 3 are not enough, and to Lanczos otherwise.
 *
 * The reason, in products per measurement of λmax to the same residual (cold start; mean of 59 warm ones, probes
 * included) on 400 × 400 operators with drifting outliers over a bulk N(0, 0.3²); test/curvature/auto.test.ts:
 *
 * | outliers; drift in radians; tolerance | power iteration | Lanczos    | auto       |
 * |---------------------------------------|-----------------|------------|------------|
 * | 10 6 3; 0.001; 1e-3                   | 9; 2.19         | 8; 2.66    | 8; 2.17    |
 * | 10 6 3; 0.03; 1e-3                    | 9; 3.71         | 8; 4.64    | 8; 4.24    |
 * | 10 9 8 7 6 5; 0.01; 1e-3              | 19; 3.68        | 11; 4.68   | 11; 3.68   |
 * | 10 9 8 7 6 5; 0.01; 1e-6              | 45; 22.58       | 14; 10.92  | 14; 10.93  |
 * | 3 2 −10 −5; 0.01; 1e-3                | 38; 6.73        | 11; 5.31   | 11; 4.98   |
 * | 3 2 −10 −5; 0.01; 1e-6                | 89; 52.61       | 15; 10.68  | 15; 10.71  |
 *
 * Power iteration wins where 2 or 3 products suffice, because its last product is its certificate, while Lanczos
 * spends one more on the residual; Lanczos wins wherever the gap is small or a larger negative end has to be shifted.
 */
export type EigenvalueMethod = 'power-iteration' | 'lanczos' | 'auto';

/** Options of `createEigenvalueTracker`; `maxIterations` bounds one measurement without its probe. */
export interface EigenvalueTrackerOptions extends IterationOptions {
  /**
   * Default `power-iteration`. It concerns the largest eigenvalue: the smallest is found by `auto` then. Under the
   * outliers 10 6 3 of the table, shifted power iteration had not converged to the bulk's lower edge after 200 products
   * from a cold start, Lanczos had after 22.
   */
  readonly method?: EigenvalueMethod;
  /** Measurements of an end of the spectrum from one probe to the next. Default 10. */
  readonly probeEvery?: number;
  /** Products of one probe. Default 8. */
  readonly probeSteps?: number;
  /** Measurement n draws from the stream `curvature/<end>/<n>` of this seed and from nothing else. */
  readonly seed: number;
}

/** What a tracker knows of one end of the spectrum. */
export interface TrackedEnd {
  readonly measurements: number;
  /** Products of the last measurement without its probe; 0 before there was a warm one. */
  readonly warmProducts: number;
  /** The newest finite pair; of −A for the smallest end. */
  readonly warm: WarmStart | null;
  /** The vector that came nearest to overtaking; null before the first probe. */
  readonly rival: Float64Array | null;
}

/** Plain data from which a tracker resumes bit for bit. Its vectors are not to be written to. */
export interface TrackerState {
  readonly largest: TrackedEnd;
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
  state(): TrackerState;
}

const UNMEASURED: TrackedEnd = { measurements: 0, warmProducts: 0, warm: null, rival: null };

/** Products that each measurement spends on the rival of the tracked vector. */
const WATCH_STEPS = 2;
/** The same where the spectrum is on the move. */
const UNSETTLED_STEPS = 6;
/** Relative change of an eigenvalue between measurements that a slow drift does not explain. */
const JUMP = 0.05;

/** Products after which a warm-started power iteration that has not converged is the slower method. */
const QUICK = 3;

/**
 * Opens a tracker. Each measurement starts from the vector of the one before. After two eigenvalues crossed, that
 * vector still is an eigenvector, now of the wrong eigenvalue, and its residual says nothing. So each measurement also
 * watches a rival: a few Lanczos steps in the complement of the tracked vector, from the rival of the time before and a
 * hint (the gradient, with which new outliers align: Gur-Ari et al. 2018). Each `probeEvery` measurements a probe of
 * `probeSteps` products starts from a random vector instead. Where either finds a larger eigenvalue, the measurement goes
 * on from there (`probeLarger`).
 *
 * Compared with full spectra along 33 runs of 101 rows (Boston raw and standardized, penguins, sine; tanh, sigmoid, ReLU,
 * batch norm, all update rules): 0 of 3,303 certified rows were not the largest eigenvalue, at 4.6 to 8.4 products a row
 * on calm spectra and up to 13.5 on raw inputs. With the random probes alone it was 58 rows, all on raw inputs and up to
 * 86 % too low, at 2.8 to 4.7 and up to 10.1 products. `converged` certifies an eigenpair, never that it is the largest.
 *
 * @param state of an earlier tracker with the same options, to resume from; null for a cold start
 * @throws RangeError when an option is out of range
 */
export function createEigenvalueTracker(
  options: EigenvalueTrackerOptions,
  state: TrackerState | null = null,
): EigenvalueTracker {
  const limits = iterationOptions('createEigenvalueTracker', options);
  const { method = 'power-iteration', probeEvery = 10, probeSteps = 8, seed } = options;
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
    const random = randomStream(seed, `curvature/${name}/${end.measurements}`);
    const start = end.warm ?? undefined;
    const found = search(operator, endMethod, { ...limits, random, start }, end.warmProducts <= QUICK);
    let result = found;
    let { products } = found;
    const isUsable = found.status === 'converged' || found.status === 'max-iterations';
    let { rival } = end;
    if (isUsable && end.measurements > 0) {
      const isFull = end.measurements % probeEvery === 0;
      const hints = isFull ? [] : [rival, hint].filter((vector) => vector != null);
      const steps = isUnsettled(end.warm, found) ? UNSETTLED_STEPS : WATCH_STEPS;
      const probe = probeLarger(operator, found, isFull ? probeSteps : steps, random, hints);
      products += probe.products;
      rival = probe.rival;
      if (probe.larger !== null) {
        const maxIterations = Math.max(1, limits.maxIterations - found.products);
        result = search(operator, endMethod, { ...limits, maxIterations, random, start: probe.larger }, true);
        products += result.products;
      }
    }
    const next: TrackedEnd = {
      measurements: end.measurements + 1,
      warmProducts: start === undefined ? 0 : found.products,
      warm: isUsable ? warmStart(result) : end.warm,
      rival,
    };
    return { result: Object.freeze({ ...result, products }), next };
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
  return found.products > QUICK || change > JUMP * Math.abs(found.value);
}

interface SearchOptions extends Required<IterationOptions> {
  readonly random: RandomStream;
  readonly start: WarmStart | undefined;
}

/** The largest eigenpair by a method; `isQuick`: whether `auto` expects the warm start to be nearly there. */
function search(
  operator: LinearOperator,
  method: EigenvalueMethod,
  options: SearchOptions,
  isQuick: boolean,
): TopEigenvalueResult {
  if (method === 'power-iteration') return powerIteration(operator, options);
  const byLanczos = (from: SearchOptions) =>
    lanczos(operator, { ...from, which: 'largest', trustStart: true }).largest;
  if (method === 'lanczos' || options.start === undefined || !isQuick) return byLanczos(options);
  const budget = Math.min(QUICK, options.maxIterations);
  const quick = powerIteration(operator, { ...options, maxIterations: budget });
  const rest = options.maxIterations - quick.products;
  if (quick.status !== 'max-iterations' || rest === 0) return quick;
  const slow = byLanczos({ ...options, start: quick, maxIterations: rest });
  return Object.freeze({ ...slow, products: quick.products + slow.products });
}

/** What the next measurement needs of a result, as plain data. */
function warmStart({ value, vector, smallest }: TopEigenvalueResult): WarmStart {
  const pair = { value, vector };
  return smallest === undefined
    ? pair
    : { ...pair, smallest: { value: smallest.value, vector: smallest.vector } };
}
