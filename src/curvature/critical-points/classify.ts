import { checkLength } from '../../numerics/linear-operator.ts';
import type { RandomStream } from '../../numerics/random.ts';
import { axpy, dot, isFiniteVector, norm } from '../../numerics/vector.ts';
import { lanczos } from '../lanczos.ts';
import type { Pair } from '../local-model/quadratic-form.ts';
import { checkPositiveInteger } from '../result.ts';
import { denseSpectrum } from './dense-spectrum.ts';
import {
  type CriticalPointEvidence,
  type CriticalPointTest,
  type CriticalPointTolerances,
  criticalPointTolerances,
  secondDerivativeTest,
} from './second-derivative-test.ts';
import type { SmoothFunction } from './smooth-function.ts';

/** Options of `classifyCriticalPoint` at a point of a function. */
export interface ClassificationOptions extends CriticalPointTolerances {
  /** Largest dimension of which the full spectrum is computed. Default 2,000. */
  readonly denseLimit?: number;
  /** Most products for the two ends of the spectrum beyond that. Default 200. */
  readonly maxIterations?: number;
  /** Where Lanczos' start vector is drawn from. Default its own. */
  readonly random?: RandomStream;
}

/** A verdict on a point of a function. */
export interface ClassifiedPoint extends CriticalPointTest {
  /** The function's value at the point. */
  readonly value: number;
  /** Hessian-vector products spent: 0 at a point that is not critical. */
  readonly products: number;
}

/**
 * The second-derivative test (`secondDerivativeTest`), on evidence at hand or at a point of a function.
 *
 * Up to `denseLimit` parameters it judges by the full spectrum, with the errors that the products themselves show, so
 * that float32 is told from float64. Beyond, it knows both ends of the spectrum by Lanczos. Directions of curvature of both
 * signs prove a saddle there, converged or not. A minimum or maximum remains `inconclusive`: no number of products rules
 * out an eigenvalue of the other sign.
 *
 * A point within the gradient tolerance is not yet the critical point. So the curvature along each eigenvector is taken
 * again where Newton's method expects the gradient to vanish, and an eigenvalue that changed by more than a quarter on the
 * way counts as zero. Kantorovich's theorem (Ortega and Rheinboldt 1970, 12.6.2) finds a critical point within twice
 * the way if the change stays below a half, and over twice the way a quarter becomes a half: the sign holds there. Beside a
 * degenerate point, such as that of x³ or x⁴, the change is a half or more from wherever one looks. The change is
 * measured along the eigenvectors, not bounded everywhere: this is a test of the theorem's premise, no proof.
 *
 * @throws RangeError when an option is out of range or the point has another length than the dimension
 */
export function classifyCriticalPoint(
  evidence: CriticalPointEvidence,
  tolerances?: CriticalPointTolerances,
): CriticalPointTest;
export function classifyCriticalPoint(
  objective: SmoothFunction,
  point: Float64Array,
  options?: ClassificationOptions,
): ClassifiedPoint;
export function classifyCriticalPoint(
  subject: CriticalPointEvidence | SmoothFunction,
  second: Float64Array | CriticalPointTolerances = {},
  options: ClassificationOptions = {},
): CriticalPointTest | ClassifiedPoint {
  if (!('linearize' in subject)) return secondDerivativeTest(subject, second as CriticalPointTolerances);
  return classifyPoint(subject, second as Float64Array, options);
}

function classifyPoint(
  objective: SmoothFunction,
  point: Float64Array,
  options: ClassificationOptions,
): ClassifiedPoint {
  const { denseLimit = 2000, maxIterations = 200, random } = options;
  const { gradientTolerance } = criticalPointTolerances(options);
  checkLength('classifyCriticalPoint: point', point, objective.dimension);
  checkPositiveInteger('classifyCriticalPoint', 'denseLimit', denseLimit);
  const { value, gradient, hessian } = objective.linearize(point);
  const judged = (evidence: Omit<CriticalPointEvidence, 'gradient'>, products: number) =>
    Object.freeze({ ...secondDerivativeTest({ gradient, ...evidence }, options), value, products });
  if (!isFiniteVector(gradient) || norm(gradient) > gradientTolerance) return judged({ eigenvalues: [] }, 0);

  // Two ends of two dimensions would be all there is, whether they converged or not.
  const isDense = objective.dimension <= Math.max(denseLimit, 2);
  const spectrum = isDense ? denseSpectrum(hessian) : null;
  if (isDense && spectrum === null) return judged({ eigenvalues: [Number.NaN] }, objective.dimension);
  const ends = spectrum ?? spectrumEnds();
  const { pairs, settled, products } = settle(objective, point, gradient, ends, options);
  const evidence = {
    eigenvalues: pairs.map((pair) => pair.value),
    eigenvectors: pairs.map((pair) => pair.vector),
    eigenvalueError: ends.error,
    settled,
  };
  return judged(evidence, ends.products + products);

  function spectrumEnds(): Ends {
    const found = lanczos(hessian, { which: 'both', maxIterations, ...(random && { random }) });
    const pairs = [found.smallest, found.largest];
    const isOne = pairs[0]!.vector === pairs[1]!.vector;
    const largest = Math.max(...pairs.map(({ value }) => Math.abs(value)));
    const kept = isOne ? pairs.slice(0, 1) : pairs;
    return {
      values: Float64Array.from(kept, (pair) => pair.value),
      vectors: kept.map(({ vector }) => vector),
      // A Rayleigh quotient lies between the ends of the spectrum but for the rounding of its product.
      error: objective.dimension * Number.EPSILON * largest,
      products: found.largest.products,
    };
  }
}

interface Ends {
  readonly values: Float64Array;
  readonly vectors: readonly Float64Array[];
  readonly error: number;
  readonly products: number;
}

/** Relative change of an eigenvalue beyond which its sign at the critical point is open. */
const UNSETTLED = 0.25;

/** Whether each curvature holds where Newton's method expects the gradient to vanish. */
function settle(
  objective: SmoothFunction,
  point: Float64Array,
  gradient: Float64Array,
  { values, vectors, error }: Ends,
  tolerances: CriticalPointTolerances,
): { pairs: Pair[]; settled: boolean[]; products: number } {
  const pairs = vectors.map((vector, i) => ({ value: values[i]!, vector }));
  const { zeroTolerance } = criticalPointTolerances(tolerances);
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const threshold = Math.max(zeroTolerance * largest, error);
  const isZero = (value: number) => !(Math.abs(value) > threshold);
  const target = point.slice();
  for (const { value, vector } of pairs) {
    if (!isZero(value)) axpy(-dot(vector, gradient) / value, vector, target);
  }
  if (target.every((entry, i) => entry === point[i])) {
    return { pairs, settled: pairs.map(() => true), products: 0 };
  }
  const { hessian } = objective.linearize(target);
  const image = new Float64Array(objective.dimension);
  let products = 0;
  const settled = pairs.map(({ value, vector }) => {
    if (isZero(value)) return true;
    hessian.apply(vector, image);
    products++;
    return Math.abs(dot(vector, image) - value) <= UNSETTLED * Math.abs(value);
  });
  return { pairs, settled, products };
}
