import { lanczos } from '../../src/curvature/lanczos.ts';
import type { LinearOperator } from '../../src/numerics/linear-operator.ts';
import type { Precision } from '../../src/objectives/engine.ts';

/**
 * How small a residual is asked for, relative to |λ|: it bounds the error of the eigenvalue, so it stays below
 * the tolerance of the comparison, and above what rounding in products of that precision leaves.
 */
const RESIDUAL = { float64: 1e-10, float32: 1e-4, mixed: 1e-4 } as const;

/** Enough for every spectrum of the cases; where float32 cannot reach the residual, the estimate is good before. */
const MOST_PRODUCTS = { float64: 5000, float32: 300, mixed: 300 } as const;

/** The algebraically largest eigenvalue. */
export function largestEigenvalue(hessian: LinearOperator, precision: Precision): number {
  return lanczos(hessian, { which: 'largest', ...limits(precision) }).largest.value;
}

/** The algebraically smallest eigenvalue. */
export function smallestEigenvalue(hessian: LinearOperator, precision: Precision): number {
  return lanczos(hessian, { which: 'smallest', ...limits(precision) }).smallest.value;
}

function limits(precision: Precision) {
  return { tolerance: RESIDUAL[precision], maxIterations: MOST_PRODUCTS[precision] };
}
