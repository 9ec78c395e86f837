import type { LinearOperator } from '../numerics/linear-operator.ts';

/**
 * Twice differentiable scalar function of one flat parameter vector: the only thing optimizers, curvature
 * estimators and the training loop know of a model.
 */
export interface Objective {
  /** Number of parameters. */
  readonly dimension: number;
  /** The function's value at a point, [dimension]. */
  value(parameters: Float64Array): number;
  /** Writes the gradient into `out` and returns the value, which costs nothing extra. */
  gradient(parameters: Float64Array, out: Float64Array): number;
  /** Runs the forward and the backward pass once; the result then gives many Hessian-vector products. */
  linearize(parameters: Float64Array): Linearization;
}

/**
 * An objective at one point. Stays right however many other points are linearised afterwards, though an
 * objective may keep the caches of its newest linearisation only and recompute those of older ones.
 */
export interface Linearization {
  /** The function's value at the point. */
  readonly value: number;
  /** [dimension]; owned by the linearisation, not to be written to. */
  readonly gradient: Float64Array;
  /** Hessian-vector products at the point. */
  readonly hessian: LinearOperator;
  /**
   * The generalized Gauss-Newton matrix JᵀH_out·J, with J the Jacobian of the outputs and H_out the Hessian of the loss
   * in the outputs (Schraudolph 2002): the part of the Hessian that is left when the network is replaced by its
   * linearization. Absent where the objective has no outputs to speak of.
   */
  readonly gaussNewton?: LinearOperator;
}

/** Mean and biased variance of one batch-norm layer's inputs, each [units]. */
export interface NormalizationStatistics {
  /** [units]. */
  readonly mean: Float64Array;
  /** Biased, [units]. */
  readonly variance: Float64Array;
}

/** The mean squared error of an MLP on fixed rows, with what a training loop needs beyond derivatives. */
export interface MlpObjective extends Objective {
  /** Batch statistics of each batch-norm layer, first to last, at `parameters`; [] without batch norm. */
  batchStatistics(parameters: Float64Array): NormalizationStatistics[];
  /** The loss with the given statistics in place of the batch's own (inference mode). */
  inferenceLoss(parameters: Float64Array, running: readonly NormalizationStatistics[]): number;
  /** Frees what lives outside the garbage collector (tensors); calling it twice is harmless. */
  dispose(): void;
}
