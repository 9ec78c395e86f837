import { checkLength, type LinearOperator } from '../numerics/linear-operator.ts';
import { type RandomStream, randomStream } from '../numerics/random.ts';
import { finiteIterate, type Iterate, iterate } from './iterate.ts';
import { type Judge, powerSearch } from './power-search.ts';
import {
  checkDimension,
  type Eigenpair,
  type EigenvalueStatus,
  eigenpairResult,
  FLOAT32_FLOOR,
  type IterationOptions,
  isCertified,
  iterationOptions,
  type TopEigenvalueResult,
} from './result.ts';
import { startVector, type WarmStart } from './warm-start.ts';

/** Options of `powerIteration`. */
export interface PowerIterationOptions extends IterationOptions {
  /** Without it the start vector is random. */
  readonly start?: WarmStart | undefined;
  /** Where random vectors are drawn from. Default the stream `curvature/power-iteration` of seed 0. */
  readonly random?: RandomStream;
}

/**
 * The algebraically largest eigenvalue of A by power iteration v ← (A − σI)v / ‖(A − σI)v‖.
 *
 * It begins plain, σ = 0, and so goes to the eigenvalue largest in magnitude. When that one is negative it is kept
 * as `smallest` and becomes the shift σ: no eigenvalue of A − σI is negative then, and its largest in magnitude
 * belongs to the algebraically largest of A. A warm start whose `smallest` still matters refreshes σ from that
 * vector first.
 *
 * Differs from the textbook in two ways, neither of which costs a product. The product that makes the next iterate
 * also gives the Rayleigh quotient and the residual of the present one. And the plane of two successive iterates is
 * searched for better estimates (`planeIterates`), which tells λ from −λ.
 *
 * The budget `maxIterations` counts products, those of all phases, and is never exceeded; the search for the
 * negative extreme ends at half of it. When it runs out, the result is the pair with the largest Rayleigh
 * quotient seen, a lower bound on the eigenvalue, with its own residual.
 *
 * Where the operator has an `exact` twin, value and residual are those of products with it, and the iteration goes on with
 * exact products alone where they miss the tolerance.
 *
 * An exact eigenvector of another eigenvalue as start vector is returned as converged, after one product: its
 * residual is zero. `createEigenvalueTracker` guards against that.
 *
 * @throws RangeError when an option is out of range or a start vector has another length than `dimension`
 */
export function powerIteration(
  operator: LinearOperator,
  options: PowerIterationOptions = {},
): TopEigenvalueResult {
  const limits = iterationOptions('powerIteration', options);
  checkDimension('powerIteration', operator.dimension);
  const { exact } = operator;
  if (exact === undefined) return iteratePower(operator, limits, options);
  // Two products are set aside for the exact residuals of the largest and the smallest.
  const maxIterations = limits.maxIterations - 2;
  if (maxIterations < 1) return iteratePower(exact, limits, options);
  const tolerance = Math.max(limits.tolerance, FLOAT32_FLOOR);
  const found = iteratePower(operator, { tolerance, maxIterations }, options);
  return exactly(exact, found, limits, options);
}

/** The result with value and residual by exact products; where they miss the tolerance, these alone go on. */
function exactly(
  exact: LinearOperator,
  found: TopEigenvalueResult,
  limits: Required<IterationOptions>,
  options: PowerIterationOptions,
): TopEigenvalueResult {
  if (found.status === 'zero-operator' || found.status === 'non-finite') return found;
  const { tolerance, maxIterations } = limits;
  if (found.products >= maxIterations) return eigenpairResult(found, found.products, 'max-iterations');
  const top = finiteIterate(exact, found.vector);
  let products = found.products + 1;
  if (top === null) return eigenpairResult(found, products, 'non-finite');
  let lowest: Iterate | null = null;
  if (found.smallest && products < maxIterations) {
    lowest = finiteIterate(exact, found.smallest.vector);
    products++;
  }
  if (found.converged && isCertified(top, tolerance)) {
    const largest = eigenpairResult(top, products, 'converged');
    if (lowest === null) return largest;
    const status = isCertified(lowest, tolerance) ? 'converged' : 'max-iterations';
    return Object.freeze({ ...largest, smallest: eigenpairResult(lowest, 0, status) });
  }
  const rest = maxIterations - products;
  if (rest < 1) return eigenpairResult(top, products, 'max-iterations');
  const start = lowest === null ? top : { ...top, smallest: lowest };
  const last = iteratePower(exact, { ...limits, maxIterations: rest }, { ...options, start });
  return Object.freeze({ ...last, products: products + last.products });
}

function iteratePower(
  operator: LinearOperator,
  limits: Required<IterationOptions>,
  options: PowerIterationOptions,
): TopEigenvalueResult {
  const { tolerance, maxIterations } = limits;
  const { start, random = randomStream(0, 'curvature/power-iteration') } = options;
  const { dimension } = operator;
  const search = powerSearch(operator, limits);
  const unit = (warm?: Float64Array) => startVector('powerIteration: start', dimension, warm, random);
  if (start !== undefined) checkLength('powerIteration: start', start.vector, dimension);

  const negativeIsFound: Judge<'negative'> = ({ bottom }, products) =>
    bottom.value < 0 && (isCertified(bottom, tolerance) || 2 * products >= maxIterations) ? 'negative' : null;

  if (start?.smallest !== undefined && -start.smallest.value > (start.value ?? 0) / 2) {
    const refreshed = search.run<'negative' | 'positive'>(
      unit(start.smallest.vector),
      0,
      (candidates, products) =>
        candidates.bottom.value < 0 ? negativeIsFound(candidates, products) : 'positive',
    );
    if (refreshed.ending === 'negative') return shifted(refreshed.candidates.bottom, unit(start.vector));
    if (refreshed.ending === 'non-finite') return finish(search.best, 'non-finite');
  }

  const judge: Judge<'positive' | 'negative'> = (candidates, products) => {
    const { top, isAnswer, bottom } = candidates;
    if (isAnswer && top.value > 0) return 'positive';
    return -bottom.value >= top.value ? negativeIsFound(candidates, products) : null;
  };
  const first = unit(start?.vector);
  const image = first.isRandom ? undefined : start?.image;
  const known = image === undefined ? null : iterate(first.vector, image);
  let plain = search.run(known ?? first, 0, judge);
  // A warm vector may lie in the null space of an operator that is not zero; a random one does not.
  if (plain.ending === 'vanished' && !first.isRandom) plain = search.run(unit(), 0, judge);
  switch (plain.ending) {
    case 'budget':
      return finish(search.best, 'max-iterations');
    case 'non-finite':
      return finish(search.best, 'non-finite');
    case 'vanished':
      return finish(plain.candidates.top, 'zero-operator');
    case 'negative': {
      const { top, bottom } = plain.candidates;
      return shifted(bottom, top.value > 0 ? top : unit());
    }
    case 'positive': {
      const { top, bottom } = plain.candidates;
      return finish(top, 'converged', -bottom.value > top.value ? bottom : undefined);
    }
  }

  function shifted(smallest: Iterate, from: Iterate | { vector: Float64Array }): TopEigenvalueResult {
    // No residual of the shifted iteration falls lower than its rounding errors: an eigenvalue of zero ends here.
    const roundingFloor = dimension * Number.EPSILON * Math.abs(smallest.value);
    const end = search.run(from, smallest.value, ({ top, isAnswer }) =>
      isAnswer || top.residual <= roundingFloor ? 'found' : null,
    );
    switch (end.ending) {
      case 'budget':
        return finish(search.best, 'max-iterations', smallest);
      case 'non-finite':
        return finish(search.best, 'non-finite', smallest);
      default: {
        const { top, isAnswer } = end.candidates;
        return finish(top, isAnswer ? 'converged' : 'max-iterations', smallest);
      }
    }
  }

  function finish(
    pair: Eigenpair | null,
    status: EigenvalueStatus,
    smallest?: Eigenpair,
  ): TopEigenvalueResult {
    const at = pair ?? { value: Number.NaN, vector: unit().vector, residual: Number.NaN };
    const largest = eigenpairResult(at, search.products, status);
    if (smallest === undefined) return largest;
    const smallestStatus = isCertified(smallest, tolerance) ? 'converged' : 'max-iterations';
    return Object.freeze({ ...largest, smallest: eigenpairResult(smallest, 0, smallestStatus) });
  }
}
