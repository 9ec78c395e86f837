import type { LinearOperator } from '../../numerics/linear-operator.ts';

/** A twice differentiable function that can be examined at points: every objective is one. */
export interface SmoothFunction {
  /** Number of variables. */
  readonly dimension: number;
  /** Value, gradient and Hessian at a point, [dimension]. */
  linearize(point: Float64Array): {
    /** The function's value there. */
    readonly value: number;
    /** [dimension]. */
    readonly gradient: Float64Array;
    /** Products with the Hessian there. */
    readonly hessian: LinearOperator;
  };
}
