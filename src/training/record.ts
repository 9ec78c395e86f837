import type { ConditionNumberResult } from '../curvature/condition-number.ts';
import type { GradientStep } from '../curvature/local-model/gradient-step.ts';
import type { StepQuality } from '../curvature/local-model/step-quality.ts';
import type { EigenvalueStatus } from '../curvature/result.ts';
import type { SpectralDensityResult } from '../curvature/spectral-density.ts';

/** One eigenvalue with its certificate. */
export interface EigenvalueRecord {
  /** λ. */
  readonly value: number;
  /** ‖Hv − λv‖ for this λ and its own unit vector v. */
  readonly residual: number;
  /** Hessian-vector products spent on it in this row, probes and shifts included. */
  readonly products: number;
  /** `converged` where the residual met the tolerance of the config. */
  readonly status: EigenvalueStatus;
}

/** The trace of the Hessian, estimated. */
export interface TraceRecord {
  /** The estimate. */
  readonly value: number;
  /** Of `value`, over the choice of probes. */
  readonly standardError: number;
  /** Hessian-vector products spent on it in this row. */
  readonly products: number;
  /** `converged`: the standard error is at most a tenth of the trace. */
  readonly status: EigenvalueStatus;
}

/** The largest eigenvalues. */
export interface TopEigenvaluesRecord {
  /** The largest first. */
  readonly pairs: readonly Pick<EigenvalueRecord, 'value' | 'residual' | 'status'>[];
  /** Hessian-vector products spent on all of them in this row. */
  readonly products: number;
  /** `converged` where every pair has converged, else the status of the first that has not. */
  readonly status: EigenvalueStatus;
}

/** How much of the gradient lies in the space of the top eigenvectors. */
export interface AlignmentRecord {
  /** ‖Pg‖²/‖g‖²; null where the status says why. */
  readonly share: number | null;
  /** 0 where the top eigenvalues of the same row brought the eigenvectors. */
  readonly products: number;
  /** That of the eigenvectors; `zero-gradient` where there is no share. */
  readonly status: EigenvalueStatus | 'zero-gradient';
}

/** What the second-order expansion said of the step that ended here, and says of the next. */
export interface StepQualityRecord {
  /** Decrease of the loss since the row before, as the expansion foresaw it; null at epoch 0. */
  readonly predicted: number | null;
  /** What the loss really fell by since the row before; null at epoch 0. */
  readonly actual: number | null;
  /** Why the two decreases cannot be compared; empty where they can. */
  readonly note: StepQuality['note'];
  /** gᵀg/gᵀHg; null where `bestStepNote` says why. */
  readonly bestStep: number | null;
  /** gᵀHg/gᵀg; null for a zero gradient. */
  readonly gradientCurvature: number | null;
  /** Why there is no best step; empty where there is one. */
  readonly bestStepNote: GradientStep['note'];
  /** Hessian-vector products spent on all of these in this row. */
  readonly products: number;
}

/** λmax of one diagonal block of the Hessian. */
export interface BlockRecord extends EigenvalueRecord {
  /** "layer1", "layer2", …, from the inputs. */
  readonly layer: string;
  /** "kernel", "bias", "gamma" or "beta"; "all" where blocks are layers. */
  readonly parameter: string;
  /** Number of parameters in the block. */
  readonly dimension: number;
}

/** The spectral density. */
export type DensityRecord = Pick<
  SpectralDensityResult,
  'grid' | 'density' | 'bandwidth' | 'products' | 'status'
>;

/** Condition numbers from full spectra. */
export interface ConditionNumberRecord {
  /** Of the Hessian, which is often indefinite and then has none. */
  readonly hessian: ConditionNumberResult;
  /** Of the Gauss-Newton matrix. */
  readonly gaussNewton: ConditionNumberResult;
}

/** Quantities that a config has to ask for; absent where one was not due in this epoch. */
export interface SuiteRecord {
  /** The largest eigenvalues of the Hessian. */
  readonly topEigenvalues?: TopEigenvaluesRecord;
  /** Share of the gradient in the space of the top eigenvectors. */
  readonly alignment?: AlignmentRecord;
  /** The second-order expansion along the last step and the next. */
  readonly stepQuality?: StepQualityRecord;
  /** λmax of the Gauss-Newton matrix. */
  readonly gaussNewton?: EigenvalueRecord;
  /** λmax of each diagonal block of the Hessian. */
  readonly blocks?: readonly BlockRecord[];
  /** Density of all eigenvalues of the Hessian. */
  readonly density?: DensityRecord;
  /** Condition numbers, from full spectra. */
  readonly conditionNumber?: ConditionNumberRecord;
}

/** What one measurement of the curvature found; null where a quantity was not due in this epoch. */
export interface CurvatureRecord extends SuiteRecord {
  /** The algebraically largest eigenvalue of the Hessian. */
  readonly lambdaMax: EigenvalueRecord | null;
  /** λmax·η/2 for gradient descent; see `stabilityRatio` for momentum and Nesterov. Above 1 is unstable. */
  readonly stabilityRatio: number | null;
  /**
   * The algebraically smallest eigenvalue: measured where the config asks for it, and also given where the search
   * for λmax met it on the way because it is the one larger in magnitude.
   */
  readonly lambdaMin: EigenvalueRecord | null;
  /** The trace of the Hessian. */
  readonly trace: TraceRecord | null;
}

/** One row of `epochs.csv`: the state after `epoch` epochs; epoch 0 is the state before the first step. */
export interface EpochRecord {
  /** Epochs done; 0 before the first step. */
  readonly epoch: number;
  /** Optimizer steps taken so far. */
  readonly step: number;
  /** η of the steps, resolved where the config gives it relative to the stability limit. */
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
  /** That of the record. */
  readonly epoch: number;
  /** The steps that led to this row and the evaluation of the row itself. */
  readonly trainingMilliseconds: number;
  /** The measurement of the curvature of the row. */
  readonly curvatureMilliseconds: number;
  /** Resident memory of the process. */
  readonly residentBytes: number;
  /** Live TensorFlow.js tensors; null when TensorFlow.js does not run. Constant unless something leaks. */
  readonly tensors: number | null;
}
