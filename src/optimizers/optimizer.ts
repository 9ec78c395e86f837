import type { StabilityRule } from '../curvature/stability.ts';

/**
 * An optimizer as a pair of pure functions over flat vectors: `initialize` makes the state, `step` updates
 * parameters and state in place. All state is in the object returned, so a checkpoint can hold it.
 */
export interface Optimizer {
  /** What the stability bound needs to know. */
  readonly rule: StabilityRule;
  /** The state before the first step. */
  initialize(dimension: number): OptimizerState;
  /** θ and the state move one step; `gradient` is left as it is. */
  step(parameters: Float64Array, gradient: Float64Array, state: OptimizerState, learningRate: number): void;
}

/** `velocity` is v of the heavy ball, [dimension]; null for plain gradient descent. */
export interface OptimizerState {
  /** v, [dimension]; null for plain gradient descent. */
  readonly velocity: Float64Array | null;
}
