import { binaryUnit } from '../numerics/binary-unit.ts';
import type { LinearOperator } from '../numerics/linear-operator.ts';
import { type RandomStream, randomStream } from '../numerics/random.ts';
import { dot, isFiniteVector } from '../numerics/vector.ts';
import { checkDimension } from './result.ts';
import { type EigenvalueStatus, TRACE_ADVICE } from './status.ts';

/** Options of `hutchinsonTrace`. */
export interface TraceOptions {
  /** Number of random probes, one product each; at least 2, else there is no standard error. Default 30. */
  readonly probes?: number;
  /** `converged` means standard error ≤ tolerance·|trace|. Default 0.1. */
  readonly tolerance?: number;
  /** Where the probes are drawn from. Default the stream `curvature/trace` of seed 0. */
  readonly random?: RandomStream;
}

/** A trace estimate with its uncertainty. */
export interface TraceResult {
  /** The estimate of tr(A). */
  readonly value: number;
  /** Standard deviation of `value` over the choice of probes, estimated from their spread; 0 for a diagonal A. */
  readonly standardError: number;
  /** Products with A spent. */
  readonly products: number;
  /** `max-iterations`: the probes were too few for the tolerance. */
  readonly status: EigenvalueStatus;
  /** What the status means and what to change; empty when converged. */
  readonly advice: string;
}

/** Freezes an estimate into a result, with the advice that belongs to its status. */
export function traceResult(
  value: number,
  standardError: number,
  products: number,
  status: EigenvalueStatus,
): TraceResult {
  return Object.freeze({ value, standardError, products, status, advice: TRACE_ADVICE[status] });
}

/** Independent random signs, [dimension]. */
export function randomSigns(random: RandomStream, dimension: number): Float64Array {
  return Float64Array.from({ length: dimension }, () => (random.uniform() < 0.5 ? -1 : 1));
}

/** Whether every entry is zero. */
export function isZeroVector(vector: Float64Array): boolean {
  return vector.every((entry) => entry === 0);
}

/** The mean of samples, finite and two at least, and its standard error; Infinity where that is beyond float64. */
export function meanOf(samples: Float64Array): { mean: number; standardError: number } {
  const unit = binaryUnit(samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0));
  // Welford's recurrences: squares of deviations are never a difference of large numbers.
  let mean = 0;
  let squaredDeviations = 0;
  for (const [i, sample] of samples.entries()) {
    const share = sample / unit;
    const deviation = share - mean;
    mean += deviation / (i + 1);
    squaredDeviations += deviation * (share - mean);
  }
  const { length } = samples;
  return { mean: unit * mean, standardError: unit * Math.sqrt(squaredDeviations / (length - 1) / length) };
}

/**
 * Estimates the trace as the mean of zᵀAz over random sign vectors z (Hutchinson 1990, section 2). Unbiased; the
 * variance of one probe is 2·Σ_{i≠j} a_ij², so a diagonal matrix comes out exactly. The number of probes is
 * fixed beforehand: stopping as soon as the spread looks small would make the standard error too small.
 *
 * @throws RangeError when `probes` is no integer above 1, the tolerance is not positive, or the dimension is 0
 */
export function hutchinsonTrace(operator: LinearOperator, options: TraceOptions = {}): TraceResult {
  const { probes = 30, tolerance = 0.1, random = randomStream(0, 'curvature/trace') } = options;
  if (!Number.isSafeInteger(probes) || probes < 2) {
    throw new RangeError(`hutchinsonTrace: probes must be an integer of at least 2, received ${probes}`);
  }
  if (!(tolerance > 0)) {
    throw new RangeError(`hutchinsonTrace: tolerance must be positive, received ${tolerance}`);
  }
  checkDimension('hutchinsonTrace', operator.dimension);
  const product = new Float64Array(operator.dimension);
  const samples = new Float64Array(probes);
  let isZero = true;
  for (let probe = 0; probe < probes; probe++) {
    const signs = randomSigns(random, operator.dimension);
    operator.apply(signs, product);
    samples[probe] = dot(signs, product);
    if (!isFiniteVector(product) || !Number.isFinite(samples[probe])) {
      return traceResult(NaN, NaN, probe + 1, 'non-finite');
    }
    isZero &&= isZeroVector(product);
  }
  const { mean, standardError } = meanOf(samples);
  const isPrecise = standardError <= tolerance * Math.abs(mean);
  const status = isZero ? 'zero-operator' : isPrecise ? 'converged' : 'max-iterations';
  return traceResult(mean, standardError, probes, status);
}
