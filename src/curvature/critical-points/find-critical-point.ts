import { checkLength } from '../../numerics/linear-operator.ts';
import { isFiniteVector, norm } from '../../numerics/vector.ts';
import { checkPositiveInteger } from '../result.ts';
import { type KrylovModel, krylovModel } from './krylov-model.ts';
import { criticalPointTolerances } from './second-derivative-test.ts';
import type { SmoothFunction } from './smooth-function.ts';

/** Options of `findCriticalPoint`. */
export interface CriticalPointSearchOptions {
  /** Absolute: found means ‖∇f‖ ≤ this. Default 1e-8. */
  readonly gradientTolerance?: number;
  /** Most accepted steps. Default 200. */
  readonly maxIterations?: number;
  /** Most basis vectors of one step, and so its most products. Default 100. */
  readonly maxBasis?: number;
}

/** Why a search ended: its advice is in `SEARCH_ADVICE`. */
export type SearchEnd = 'found' | 'stalled' | 'max-iterations' | 'non-finite';

/** Where a search for a critical point ended. */
export interface CriticalPointSearch {
  /** `critical` promises ‖∇f‖ ≤ tolerance, recomputed at `point`; of which kind, `classifyCriticalPoint` tells. */
  readonly status: 'critical' | 'not-critical';
  /** Why the search ended. */
  readonly end: SearchEnd;
  /** What the end means and what to change; empty when found. */
  readonly advice: string;
  /** Where ‖∇f‖ was smallest, [dimension]. */
  readonly point: Float64Array;
  /** The function's value at `point`. */
  readonly value: number;
  /** ‖∇f‖ at `point`. */
  readonly gradientNorm: number;
  /** The largest ‖∇f‖ that counts as critical. */
  readonly gradientTolerance: number;
  /** Accepted steps. */
  readonly iterations: number;
  /** Points at which the function was linearized. */
  readonly linearizations: number;
  /** Hessian-vector products spent. */
  readonly products: number;
}

const SEARCH_ADVICE: Readonly<Record<SearchEnd, string>> = Object.freeze({
  found: '',
  stalled:
    'The search came to a point where H∇f vanishes (or rounding hides every decrease of ‖∇f‖) while ∇f does not: a ' +
    'stationary point of ½‖∇f‖² that is no critical point of f. 1. Start elsewhere; 2. where ‖∇f‖ is near the rounding of ' +
    'its precision, measure in float64 or raise gradientTolerance.',
  'max-iterations':
    'The budget ended while ‖∇f‖ was still falling. 1. Raise maxIterations, or go on from `point`: near a degenerate ' +
    'critical point convergence is linear; 2. start elsewhere: this may be a valley of ‖∇f‖ without a critical point; ' +
    '3. raise maxBasis where there are more parameters and the Hessian is ill-conditioned.',
  'non-finite':
    'A value, gradient or product contained NaN or Infinity at `point`: check the start and the data.',
});

/** ‖Hg‖ below this share of ‖H‖·‖g‖ is a stationary point of ½‖g‖² up to rounding. */
const STATIONARY = 1e-10;
/** Steps are accepted from this ratio of actual to predicted decrease on (Fan 2003 takes 1e-4). */
const SUFFICIENT = 1e-4;
/** Range of the damping relative to ‖H‖²‖g‖/‖g₀‖, and where it starts. */
const DAMPING = { first: 1e-3, least: 1e-12, most: 1e16 };

/**
 * Finds a critical point of any index (minimum, saddle, maximum) by minimising ½‖∇f‖² from a start: Levenberg-Marquardt
 * steps (H² + μI)d = −H∇f, with μ = α‖∇f‖ and α from the ratio of actual to predicted decrease (Fan 2003, algorithm
 * 2.1; Yamashita and Fukushima 2001). With this μ convergence stays quadratic at critical points that are not isolated,
 * as a network's rarely are. Each step is solved in a Krylov space (`krylovModel`): matrix-free, and exact for up to
 * `maxBasis` parameters.
 *
 * ½‖∇f‖² has minima where f has no critical point (H∇f = 0, ∇f ≠ 0): the search then ends `not-critical`, `stalled`. It
 * goes to the critical point that lies in its way, not to the lowest.
 *
 * @param start [dimension]; not written to
 * @throws RangeError when an option is out of range or the start has another length than the dimension
 */
export function findCriticalPoint(
  objective: SmoothFunction,
  start: Float64Array,
  options: CriticalPointSearchOptions = {},
): CriticalPointSearch {
  const { maxIterations = 200, maxBasis = 100 } = options;
  const { gradientTolerance } = criticalPointTolerances(options, 'findCriticalPoint');
  checkLength('findCriticalPoint: start', start, objective.dimension);
  checkPositiveInteger('findCriticalPoint', 'maxIterations', maxIterations);
  checkPositiveInteger('findCriticalPoint', 'maxBasis', maxBasis);

  let here = examine(start.slice());
  const firstNorm = here.gradientNorm;
  let linearizations = 1;
  let iterations = 0;
  let products = 0;
  let largest = 0;
  let alpha = DAMPING.first;
  for (;;) {
    if (!here.isUsable) return ended('non-finite');
    if (here.gradientNorm <= gradientTolerance) return ended('found');
    if (iterations === maxIterations) return ended('max-iterations');
    const forcing = Math.min(0.1, here.gradientNorm / firstNorm);
    const model = krylovModel(here.hessian, here.gradient, { maxBasis, forcing });
    if (model === null) return ended('non-finite');
    products += model.products;
    largest = Math.max(largest, model.largest);
    if (model.stationarity <= STATIONARY * largest) return ended('stalled');
    const next = advance(model);
    if (next === null) return ended('stalled');
    here = next;
    iterations++;
  }

  /** The first point along falling step lengths that lowers ‖g‖ enough; null where none does. */
  function advance(model: KrylovModel): Examined | null {
    const { gradientNorm, point } = here;
    for (; alpha <= DAMPING.most; alpha *= 4) {
      const damping = alpha * largest * largest * (gradientNorm / firstNorm);
      const { displacement, predictedNorm } = model.step(damping);
      const trial = examine(point.map((entry, i) => entry + displacement[i]!));
      linearizations++;
      const ratio = trial.isUsable
        ? decrease(gradientNorm, trial.gradientNorm) / decrease(gradientNorm, predictedNorm)
        : 0;
      if (!(ratio >= SUFFICIENT)) continue;
      if (ratio < 0.25) alpha *= 4;
      else if (ratio > 0.75) alpha = Math.max(alpha / 10, DAMPING.least);
      return trial;
    }
    return null;
  }

  function examine(point: Float64Array): Examined {
    const { value, gradient, hessian } = objective.linearize(point);
    const gradientNorm = norm(gradient);
    const isUsable = isFiniteVector(point) && Number.isFinite(value) && Number.isFinite(gradientNorm);
    return { point, value, gradient, gradientNorm, hessian, isUsable };
  }

  function ended(end: SearchEnd): CriticalPointSearch {
    const { point, value, gradientNorm } = here;
    return Object.freeze({
      status: end === 'found' ? 'critical' : 'not-critical',
      end,
      advice: SEARCH_ADVICE[end],
      point,
      value,
      gradientNorm,
      gradientTolerance,
      iterations,
      linearizations,
      products,
    });
  }
}

interface Examined extends ReturnType<SmoothFunction['linearize']> {
  readonly point: Float64Array;
  readonly gradientNorm: number;
  readonly isUsable: boolean;
}

/** before² − after² without overflow of the squares, in units of before². */
function decrease(before: number, after: number): number {
  const ratio = after / before;
  return (1 - ratio) * (1 + ratio);
}
