import { checkLength, type LinearOperator } from '../../numerics/linear-operator.ts';
import { dot, norm } from '../../numerics/vector.ts';

/** What the second-order Taylor expansion says of steps against the gradient. */
export interface GradientStep {
  /** gᵀg: a step ε lowers the function by ε·gᵀg to first order. */
  readonly slope: number;
  /** gᵀHg: it raises it by ½ε²·gᵀHg to second order. */
  readonly curvature: number;
  /** gᵀHg/gᵀg, the curvature along the unit gradient; λmin ≤ this ≤ λmax. Null for a zero gradient. */
  readonly rayleighQuotient: number | null;
  /** ε* = gᵀg/gᵀHg, the step of the greatest predicted decrease; null where `note` tells why. */
  readonly bestStep: number | null;
  /** ½(gᵀg)²/gᵀHg, the decrease predicted for ε*; null likewise. */
  readonly bestDecrease: number | null;
  /**
   * `no-positive-curvature`: gᵀHg ≤ 0 (up to rounding), so the expansion falls without end, and no step is the best.
   */
  readonly note: '' | 'zero-gradient' | 'no-positive-curvature' | 'non-finite';
  /** Products with H spent: 1. */
  readonly products: number;
}

/**
 * The step of steepest descent by the second-order Taylor expansion f(x − εg) ≈ f(x) − ε·gᵀg + ½ε²·gᵀHg (Goodfellow,
 * Bengio and Courville 2016, section 4.3.1, equations 4.9 and 4.10).
 *
 * @param gradient g, [dimension]
 * @throws RangeError when the gradient has another length than the operator's dimension
 */
export function gradientStep(gradient: Float64Array, hessian: LinearOperator): GradientStep {
  const { dimension } = hessian;
  checkLength('gradientStep: gradient', gradient, dimension);
  const length = norm(gradient);
  const slope = length * length;
  const undefinedFor = (note: GradientStep['note'], quotient: number | null, products: number) =>
    Object.freeze({
      slope,
      curvature: quotient === null ? Number.NaN : quotient * slope,
      rayleighQuotient: quotient,
      bestStep: null,
      bestDecrease: null,
      note,
      products,
    });
  if (!Number.isFinite(length)) return undefinedFor('non-finite', null, 0);
  if (length === 0) return Object.freeze({ ...undefinedFor('zero-gradient', null, 0), curvature: 0 });
  const direction = gradient.map((entry) => entry / length);
  const image = new Float64Array(dimension);
  hessian.apply(direction, image);
  const rayleighQuotient = dot(direction, image);
  if (!Number.isFinite(rayleighQuotient)) return undefinedFor('non-finite', null, 1);
  const rounding = dimension * Number.EPSILON * norm(image);
  if (rayleighQuotient <= rounding) return undefinedFor('no-positive-curvature', rayleighQuotient, 1);
  if (!Number.isFinite(1 / rayleighQuotient)) return undefinedFor('non-finite', rayleighQuotient, 1);
  return Object.freeze({
    slope,
    curvature: rayleighQuotient * slope,
    rayleighQuotient,
    bestStep: 1 / rayleighQuotient,
    bestDecrease: slope / (2 * rayleighQuotient),
    note: '',
    products: 1,
  });
}
