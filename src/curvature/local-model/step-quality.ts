import { checkLength, type LinearOperator } from '../../numerics/linear-operator.ts';
import { dot, isFiniteVector } from '../../numerics/vector.ts';

/** A step that is foreseen: from a point to that point plus `displacement`. */
export interface ForeseenStep {
  /** Gradient at the point before the step, [dimension]. */
  readonly gradient: Float64Array;
  /** Hessian there. */
  readonly hessian: LinearOperator;
  /** d, [dimension]: whatever the optimizer made of the gradient, momentum included; −ε·gradient for plain descent. */
  readonly displacement: Float64Array;
  /** The function's value before it. */
  readonly valueBefore: number;
}

/** A step that was taken. */
export interface TakenStep extends ForeseenStep {
  /** The function's value after the step. */
  readonly valueAfter: number;
  /** Relative rounding error of the two values: default 2.2e-16 for float64; 6e-8 for float32. */
  readonly precision?: number;
}

/** What the second-order Taylor expansion says of a step before its outcome is known. */
export interface StepPrediction {
  /** −gᵀd: the decrease that the gradient alone predicts. */
  readonly firstOrder: number;
  /** −½dᵀHd: what the curvature adds to it; negative where the step climbs a wall. */
  readonly secondOrder: number;
  /** −gᵀd − ½dᵀHd. Negative: the expansion itself foresees a rise. */
  readonly predicted: number;
  readonly valueBefore: number;
  readonly isZero: boolean;
  /** Products with H spent: 1, or 0 for a displacement that is zero or not finite. */
  readonly products: number;
}

/** What the second-order Taylor expansion said of a step, against what it did. */
export interface StepQuality extends Omit<StepPrediction, 'valueBefore' | 'isZero'> {
  /** valueBefore − valueAfter. */
  readonly actual: number;
  /** predicted − actual: the third-order remainder. */
  readonly remainder: number;
  /** actual/predicted; 1 where the expansion is exact. Null where `note` tells why. */
  readonly ratio: number | null;
  /** `below-rounding`: the predicted decrease is within the rounding errors of the two values, so the ratio is noise. */
  readonly note: '' | 'zero-displacement' | 'below-rounding' | 'non-finite';
}

/**
 * Compares the decrease f(x) − f(x + d) ≈ −gᵀd − ½dᵀHd that the Taylor expansion predicts with the actual one: the gain
 * ratio of trust-region methods (Nocedal and Wright 2006, equation 4.4), for the step of any optimizer.
 *
 * @throws RangeError when gradient or displacement have another length than the operator's dimension
 */
export function stepQuality(step: TakenStep): StepQuality {
  return judgeStep(foreseeStep(step), step.valueAfter, step.precision);
}

/** The first half of `stepQuality`, with its product: where the outcome comes later. Throws as that does. */
export function foreseeStep({ gradient, hessian, displacement, valueBefore }: ForeseenStep): StepPrediction {
  checkLength('stepQuality: gradient', gradient, hessian.dimension);
  checkLength('stepQuality: displacement', displacement, hessian.dimension);
  const isZero = displacement.every((entry) => entry === 0);
  const hasProduct = !isZero && isFiniteVector(displacement);
  const image = new Float64Array(hessian.dimension);
  if (hasProduct) hessian.apply(displacement, image);
  const firstOrder = 0 - dot(gradient, displacement);
  const secondOrder = 0 - dot(displacement, image) / 2;
  const products = hasProduct ? 1 : 0;
  return { firstOrder, secondOrder, predicted: firstOrder + secondOrder, valueBefore, isZero, products };
}

/** The second half of `stepQuality`. */
export function judgeStep(
  { firstOrder, secondOrder, predicted, valueBefore, isZero, products }: StepPrediction,
  valueAfter: number,
  precision: number = Number.EPSILON,
): StepQuality {
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
    products,
  });
}
