import { checkLength, type LinearOperator } from '../../numerics/linear-operator.ts';
import { dot, isFiniteVector } from '../../numerics/vector.ts';

/** A step that was taken: from a point to that point plus `displacement`. */
export interface TakenStep {
  /** Gradient at the point before the step, [dimension]. */
  readonly gradient: Float64Array;
  /** Hessian there. */
  readonly hessian: LinearOperator;
  /** d, [dimension]: whatever the optimizer made of the gradient, momentum included; −ε·gradient for plain descent. */
  readonly displacement: Float64Array;
  readonly valueBefore: number;
  readonly valueAfter: number;
  /** Relative rounding error of the two values: default 2.2e-16 for float64; 6e-8 for float32. */
  readonly precision?: number;
}

/** What the second-order Taylor expansion said of a step, against what it did. */
export interface StepQuality {
  /** −gᵀd: the decrease that the gradient alone predicts. */
  readonly firstOrder: number;
  /** −½dᵀHd: what the curvature adds to it; negative where the step climbs a wall. */
  readonly secondOrder: number;
  /** −gᵀd − ½dᵀHd. Negative: the expansion itself foresees a rise. */
  readonly predicted: number;
  /** valueBefore − valueAfter. */
  readonly actual: number;
  /** predicted − actual: the third-order remainder. */
  readonly remainder: number;
  /** actual/predicted; 1 where the expansion is exact. Null where `note` tells why. */
  readonly ratio: number | null;
  /** `below-rounding`: the predicted decrease is within the rounding errors of the two values, so the ratio is noise. */
  readonly note: '' | 'zero-displacement' | 'below-rounding' | 'non-finite';
  /** Products with H spent: 1, or 0 for a zero displacement. */
  readonly products: number;
}

/**
 * Compares the decrease f(x) − f(x + d) ≈ −gᵀd − ½dᵀHd that the Taylor expansion predicts with the actual one: the gain
 * ratio of trust-region methods (Nocedal and Wright 2006, equation 4.4), for the step of any optimizer.
 *
 * @throws RangeError when gradient or displacement have another length than the operator's dimension
 */
export function stepQuality(step: TakenStep): StepQuality {
  const { gradient, hessian, displacement, valueBefore, valueAfter, precision = Number.EPSILON } = step;
  checkLength('stepQuality: gradient', gradient, hessian.dimension);
  checkLength('stepQuality: displacement', displacement, hessian.dimension);
  const isZero = displacement.every((entry) => entry === 0);
  const image = new Float64Array(hessian.dimension);
  if (!isZero && isFiniteVector(displacement)) hessian.apply(displacement, image);
  const firstOrder = 0 - dot(gradient, displacement);
  const secondOrder = 0 - dot(displacement, image) / 2;
  const predicted = firstOrder + secondOrder;
  const actual = valueBefore - valueAfter;
  const floor = precision * Math.max(Math.abs(valueBefore), Math.abs(valueAfter));
  const note = isZero
    ? 'zero-displacement'
    : !Number.isFinite(predicted) || !Number.isFinite(actual)
      ? 'non-finite'
      : Math.abs(predicted) <= floor
        ? 'below-rounding'
        : '';
  return Object.freeze({
    firstOrder,
    secondOrder,
    predicted,
    actual,
    remainder: predicted - actual,
    ratio: note === '' ? actual / predicted : null,
    note,
    products: isZero || !isFiniteVector(displacement) ? 0 : 1,
  });
}
