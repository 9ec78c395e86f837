import type { LinearOperator } from '../../numerics/linear-operator.ts';

/** A twice differentiable function that can be examined at points: every objective is one. */
export interface SmoothFunction {
  readonly dimension: number;
  /** Value, gradient and Hessian at a point, [dimension]. */
  linearize(point: Float64Array): {
    readonly value: number;
    /** [dimension]. */
    readonly gradient: Float64Array;
    readonly hessian: LinearOperator;
  };
}
