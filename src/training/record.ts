import type { EigenvalueStatus } from '../curvature/result.ts';

/** One eigenvalue with its certificate. */
export interface EigenvalueRecord {
  readonly value: number;
  /** ‖Hv − λv‖ for this λ and its own unit vector v. */
  readonly residual: number;
  /** Hessian-vector products spent on it in this row, probes and shifts included. */
  readonly products: number;
  readonly status: EigenvalueStatus;
}

/** The trace of the Hessian by Hutchinson's estimator. */
export interface TraceRecord {
  readonly value: number;
  readonly standardError: number;
  readonly products: number;
}

/** What one measurement of the curvature found; null where a quantity was not due in this epoch. */
export interface CurvatureRecord {
  readonly lambdaMax: EigenvalueRecord | null;
  /** λmax·η/2 for gradient descent; see `stabilityRatio` for momentum and Nesterov. Above 1 is unstable. */
  readonly stabilityRatio: number | null;
  /**
   * The algebraically smallest eigenvalue: measured where the config asks for it, and also given where the search
   * for λmax met it on the way because it is the one larger in magnitude.
   */
  readonly lambdaMin: EigenvalueRecord | null;
  readonly trace: TraceRecord | null;
}

/** One row of `epochs.csv`: the state after `epoch` epochs; epoch 0 is the state before the first step. */
export interface EpochRecord {
  readonly epoch: number;
  /** Optimizer steps taken so far. */
  readonly step: number;
  readonly learningRate: number;
  /** Over the whole training split, with its own batch statistics. */
  readonly trainLoss: number;
  /** With running statistics; null without a test split. */
  readonly testLoss: number | null;
  /** Norm of the gradient of `trainLoss`. */
  readonly gradientNorm: number;
  /** null in epochs that the config's rhythm passes over. */
  readonly curvature: CurvatureRecord | null;
}

/** Everything measured by clock or memory in one epoch: a row of `timings.csv`. */
export interface EpochTimings {
  readonly epoch: number;
  /** The steps that led to this row and the evaluation of the row itself. */
  readonly trainingMilliseconds: number;
  readonly curvatureMilliseconds: number;
  readonly residentBytes: number;
  /** Live TensorFlow.js tensors; null when TensorFlow.js does not run. Constant unless something leaks. */
  readonly tensors: number | null;
}
