import type { ConditionNumberResult } from '../curvature/condition-number.ts';
import type { GradientStep } from '../curvature/local-model/gradient-step.ts';
import type { StepQuality } from '../curvature/local-model/step-quality.ts';
import type { EigenvalueStatus } from '../curvature/result.ts';
import type { SpectralDensityResult } from '../curvature/spectral-density.ts';

/** One eigenvalue with its certificate. */
export interface EigenvalueRecord {
  readonly value: number;
  /** ‖Hv − λv‖ for this λ and its own unit vector v. */
  readonly residual: number;
  /** Hessian-vector products spent on it in this row, probes and shifts included. */
  readonly products: number;
  readonly status: EigenvalueStatus;
}

/** The trace of the Hessian, estimated. */
export interface TraceRecord {
  readonly value: number;
  readonly standardError: number;
  readonly products: number;
  readonly status: EigenvalueStatus;
}

/** The largest eigenvalues. */
export interface TopEigenvaluesRecord {
  /** The largest first. */
  readonly pairs: readonly Pick<EigenvalueRecord, 'value' | 'residual' | 'status'>[];
  readonly products: number;
  readonly status: EigenvalueStatus;
}

/** How much of the gradient lies in the space of the top eigenvectors. */
export interface AlignmentRecord {
  /** ‖Pg‖²/‖g‖²; null where the status says why. */
  readonly share: number | null;
  /** 0 where the top eigenvalues of the same row brought the eigenvectors. */
  readonly products: number;
  readonly status: EigenvalueStatus | 'zero-gradient';
}

/** What the second-order expansion said of the step that ended here, and says of the next. */
export interface StepQualityRecord {
  /** Decreases by the steps since the row before; null at epoch 0. */
  readonly predicted: number | null;
  readonly actual: number | null;
  readonly note: StepQuality['note'];
  /** gᵀg/gᵀHg; null where `bestStepNote` says why. */
  readonly bestStep: number | null;
  /** gᵀHg/gᵀg; null for a zero gradient. */
  readonly gradientCurvature: number | null;
  readonly bestStepNote: GradientStep['note'];
  readonly products: number;
}

/** λmax of one diagonal block of the Hessian. */
export interface BlockRecord extends EigenvalueRecord {
  readonly layer: string;
  readonly parameter: string;
  readonly dimension: number;
}

/** The spectral density. */
export type DensityRecord = Pick<
  SpectralDensityResult,
  'grid' | 'density' | 'bandwidth' | 'products' | 'status'
>;

/** Condition numbers from full spectra. */
export interface ConditionNumberRecord {
  readonly hessian: ConditionNumberResult;
  readonly gaussNewton: ConditionNumberResult;
}

/** Quantities that a config has to ask for; absent where one was not due in this epoch. */
export interface SuiteRecord {
  readonly topEigenvalues?: TopEigenvaluesRecord;
  readonly alignment?: AlignmentRecord;
  readonly stepQuality?: StepQualityRecord;
  /** λmax of the Gauss-Newton matrix. */
  readonly gaussNewton?: EigenvalueRecord;
  readonly blocks?: readonly BlockRecord[];
  readonly density?: DensityRecord;
  readonly conditionNumber?: ConditionNumberRecord;
}

/** What one measurement of the curvature found; null where a quantity was not due in this epoch. */
export interface CurvatureRecord extends SuiteRecord {
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
