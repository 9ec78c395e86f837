import { applyMany, type LinearOperator } from '../numerics/linear-operator.ts';
import { type RandomStream, randomStream } from '../numerics/random.ts';
import { dot, isFiniteVector } from '../numerics/vector.ts';
import { checkDimension } from './result.ts';
import { subspace } from './subspace.ts';
import { isZeroVector, meanOf, randomSigns, type TraceResult, traceResult } from './trace.ts';

/** Options of `hutchPlusPlus`. */
export interface HutchPlusPlusOptions {
  /**
   * Products to spend, a third on each part of the algorithm; at least 6. Default 30. With as many as the operator has
   * dimensions, the trace is computed: one product for each dimension.
   */
  readonly products?: number;
  /** `converged` means standard error ≤ tolerance·|trace|. Default 0.1. */
  readonly tolerance?: number;
  /** Where the probes are drawn from. Default the stream `curvature/hutch++` of seed 0. */
  readonly random?: RandomStream;
}

/**
 * Estimates the trace by Hutch++ (Meyer, Musco, Musco and Woodruff 2021, algorithm 1): the trace on the range Q of A·S, S
 * random signs, exactly, and on its complement by Hutchinson's estimator. With k products the error falls like 1/k for
 * a positive semi-definite A, where Hutchinson's falls like 1/√k: a Hessian's few outliers are in Q, and the small bulk is
 * left to chance. Unbiased; the standard error is that of the second part, given Q. Differs from
 * the paper where the products suffice for the whole diagonal: nothing is left to chance then, and it is 0.
 *
 * @throws RangeError when `products` is no integer from 6, the tolerance is not positive, or the dimension is 0
 */
export function hutchPlusPlus(operator: LinearOperator, options: HutchPlusPlusOptions = {}): TraceResult {
  const { products = 30, tolerance = 0.1, random = randomStream(0, 'curvature/hutch++') } = options;
  const { dimension } = operator;
  checkDimension('hutchPlusPlus', dimension);
  if (!Number.isSafeInteger(products) || products < 6) {
    throw new RangeError(`hutchPlusPlus: products must be an integer of at least 6, received ${products}`);
  }
  if (!(tolerance > 0)) {
    throw new RangeError(`hutchPlusPlus: tolerance must be positive, received ${tolerance}`);
  }
  if (products >= dimension) return exactTrace(operator);
  const third = Math.floor(products / 3);
  const sketch = Array.from({ length: third }, () => randomSigns(random, dimension));
  const range = sketch.map(() => new Float64Array(dimension));
  applyMany(operator, sketch, range);
  let spent = third;
  if (!range.every(isFiniteVector)) return traceResult(NaN, NaN, spent, 'non-finite');
  if (range.every(isZeroVector)) return traceResult(0, 0, spent, 'zero-operator');

  const space = subspace(operator);
  const found = space.add(range);
  if (found === null) return traceResult(NaN, NaN, spent + third, 'non-finite');
  spent += found;
  const exactPart = space.trace();

  const probes = Array.from({ length: products - spent }, () => {
    const probe = randomSigns(random, dimension);
    space.project(probe);
    return probe;
  });
  const images = probes.map(() => new Float64Array(dimension));
  applyMany(operator, probes, images);
  spent += probes.length;
  if (!images.every(isFiniteVector)) return traceResult(NaN, NaN, spent, 'non-finite');
  const samples = Float64Array.from(probes, (probe, i) => dot(probe, images[i]!));
  if (!isFiniteVector(samples)) return traceResult(NaN, NaN, spent, 'non-finite');
  const { mean, standardError } = meanOf(samples);
  const value = exactPart + mean;
  if (!Number.isFinite(value)) return traceResult(NaN, NaN, spent, 'non-finite');
  return traceResult(
    value,
    standardError,
    spent,
    standardError <= tolerance * Math.abs(value) ? 'converged' : 'max-iterations',
  );
}

/** The sum of the diagonal, eᵢᵀAeᵢ for each unit vector, in blocks of products. */
function exactTrace(operator: LinearOperator): TraceResult {
  const { dimension } = operator;
  let sum = 0;
  let isZero = true;
  for (let from = 0; from < dimension; from += BLOCK) {
    const units = Array.from({ length: Math.min(BLOCK, dimension - from) }, (_, i) => {
      const unit = new Float64Array(dimension);
      unit[from + i] = 1;
      return unit;
    });
    const images = units.map(() => new Float64Array(dimension));
    applyMany(operator, units, images);
    const spent = from + units.length;
    if (!images.every(isFiniteVector)) return traceResult(NaN, NaN, spent, 'non-finite');
    isZero &&= images.every(isZeroVector);
    for (const [i, image] of images.entries()) sum += image[from + i]!;
  }
  if (!Number.isFinite(sum)) return traceResult(NaN, NaN, dimension, 'non-finite');
  return traceResult(sum, 0, dimension, isZero ? 'zero-operator' : 'converged');
}

/** Products at a time of the exact trace: as many as a block of rows takes at once. */
const BLOCK = 8;
