import type { TrackerState } from '../curvature/tracking.ts';
import type { NormalizationStatistics } from '../objectives/contract.ts';

/** Warm starts beyond those of the eigenvalue tracker; their vectors are not to be written to. */
export interface SuiteState {
  /** Of the Gauss-Newton matrix; null where it is not measured. */
  readonly gaussNewton: TrackerState | null;
  /** The newest top eigenvectors, the largest eigenvalue first; [] where they are not measured. */
  readonly topVectors: readonly Float64Array[];
}

/**
 * Everything a run carries from one epoch to the next. Randomness is not in it: every draw comes from a stream
 * named after the seed and the epoch, so a run that resumes from a state goes on bit for bit.
 */
export interface TrainingState {
  /** Epochs done. */
  readonly epoch: number;
  /** Optimizer steps done. */
  readonly step: number;
  /** Resolved once, before the first step. */
  readonly learningRate: number;
  /** [dimension]. */
  readonly parameters: Float64Array;
  /** Of the optimizer, [dimension]; null for plain gradient descent. */
  readonly velocity: Float64Array | null;
  /** Running batch-norm statistics, one per hidden layer; [] without batch norm. */
  readonly running: readonly NormalizationStatistics[];
  /** Warm starts of the extreme eigenvalues. */
  readonly tracker: TrackerState;
  /** What the other quantities start from the next time. */
  readonly suite: SuiteState;
  /** The train loss above which the run counts as diverged. */
  readonly divergenceLoss: number;
  /** First epoch whose train loss is at most the target; null until then. */
  readonly epochsToTarget: number | null;
  /** Gradient evaluations so far, each over one batch or the whole split. */
  readonly gradients: number;
  /** Hessian-vector products so far. */
  readonly products: number;
}
