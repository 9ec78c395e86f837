/**
 * hessian-lab's public API, by purpose. Importing it loads no TensorFlow: functions that need it take the user's
 * own `tf` module.
 */

export type { ArmConfig } from './config/schema.ts';
// Condition numbers and whole spectra.
export { type ConditionNumberResult, conditionNumber } from './curvature/condition-number.ts';
// Extreme eigenpairs.
export {
  type EigenpairsOptions,
  type EigenpairsResult,
  type SpectrumEnd,
  topEigenpairs,
} from './curvature/extreme-eigenpairs.ts';
export {
  type FullSpectrumOptions,
  type FullSpectrumResult,
  fullSpectrum,
} from './curvature/full-spectrum.ts';
// Trace.
export { type HutchPlusPlusOptions, hutchPlusPlus } from './curvature/hutch-plus-plus.ts';
export { type ExtremeEigenpairs, type LanczosOptions, lanczos } from './curvature/lanczos.ts';
export { type PowerIterationOptions, powerIteration } from './curvature/power-iteration.ts';
export { type MissedEigenvalue, missProbability } from './curvature/reliability.ts';
export type { EigenpairResult, EigenvalueStatus, TopEigenvalueResult } from './curvature/result.ts';
// Density of eigenvalues.
export {
  type DensityNode,
  type SpectralDensityOptions,
  type SpectralDensityResult,
  spectralDensity,
} from './curvature/spectral-density.ts';
export { learningRateForRatio, type StabilityRule, stabilityRatio } from './curvature/stability.ts';
export type { ConditionNote, SpectrumStatus } from './curvature/status.ts';
export { hutchinsonTrace, type TraceOptions, type TraceResult } from './curvature/trace.ts';
// Eigenvalues followed along training.
export {
  createEigenvalueTracker,
  type EigenvalueMethod,
  type EigenvalueTracker,
  type EigenvalueTrackerOptions,
  type TrackerState,
} from './curvature/tracking.ts';
export { type PreparedData, prepareData } from './data/prepare.ts';
export { initializeParameters } from './models/initialization.ts';
export { mlpLayout, type ParameterEntry, type ParameterLayout } from './models/layout.ts';
export {
  fromParameterFile,
  type ParameterFile,
  ParameterFileError,
  toParameterFile,
} from './models/parameters.ts';
// Networks and their parameters.
export type { Activation, BatchNormSpecification, MlpSpecification } from './models/specification.ts';
// Curvature of any symmetric operator.
export { type LinearOperator, linearOperator } from './numerics/linear-operator.ts';
// Data, configs and training runs.
export { type Matrix, matrix } from './numerics/matrix.ts';
export { closedFormObjective } from './objectives/closed-form/objective.ts';
// Objectives: value, gradient and Hessian-vector products of one flat parameter vector.
export type {
  Linearization,
  MlpObjective,
  NormalizationStatistics,
  Objective,
} from './objectives/contract.ts';
export { quadraticObjective } from './objectives/quadratic.ts';
export { tfjsMlpObjective } from './objectives/tfjs/mlp.ts';
export { type ModelObjective, modelObjective } from './objectives/tfjs/model-objective.ts';
// Right second derivatives in TensorFlow.js, and the sharpness of your own model.
export {
  correctSecondOrderGradients,
  type OpEntry,
  opTable,
  type SelfTestResult,
  secondOrderSelfTest,
} from './objectives/tfjs/second-order/index.ts';
export type { LossName, ModelLoss, TensorLoss, VariableLoss } from './objectives/tfjs/sources.ts';
// Optimizers on flat vectors.
export { createOptimizer } from './optimizers/create.ts';
export type { Optimizer, OptimizerState } from './optimizers/optimizer.ts';
export type { TrainingEvent } from './training/event.ts';
export type { TrainingOutcome } from './training/outcome.ts';
export type { EpochRecord } from './training/record.ts';
export { openSession, type TrainingSession } from './training/session.ts';
export { train } from './training/train.ts';

// Parts of a Hessian: one tensor or layer at a time, and what the Gauss-Newton matrix leaves.
export {
  type BlockEigenvalue,
  type BlockOptions,
  blockEigenvalues,
  type NamedRange,
} from './curvature/blocks/block-eigenvalues.ts';
export { blockOperator, type ParameterRange } from './curvature/blocks/block-operator.ts';
export { residualOperator } from './curvature/residual-operator.ts';

// Critical points: what a point is, and where one lies.
export {
  type ClassificationOptions,
  type ClassifiedPoint,
  classifyCriticalPoint,
} from './curvature/critical-points/classify.ts';
export {
  type CriticalPointSearch,
  type CriticalPointSearchOptions,
  findCriticalPoint,
  type SearchEnd,
} from './curvature/critical-points/find-critical-point.ts';
export type {
  CriticalPointEvidence,
  CriticalPointKind,
  CriticalPointTest,
  CriticalPointTolerances,
} from './curvature/critical-points/second-derivative-test.ts';
export {
  derivativeSignTest,
  type SignTest,
  type SignTestKind,
  type SignTestOptions,
} from './curvature/critical-points/sign-test.ts';
export type { SmoothFunction } from './curvature/critical-points/smooth-function.ts';

// The quadratic model at a point: gradient, Hessian and the step between two points.
export { type GradientAlignment, gradientAlignment } from './curvature/local-model/gradient-alignment.ts';
export { type GradientStep, gradientStep } from './curvature/local-model/gradient-step.ts';
export {
  type Pair,
  type QuadraticForm,
  type QuadraticTerm,
  quadraticForm,
} from './curvature/local-model/quadratic-form.ts';
export { type StepQuality, stepQuality, type TakenStep } from './curvature/local-model/step-quality.ts';

// A user's own TensorFlow.js model, opened for all of these.
export { type InspectedModel, inspectModel } from './inspection/inspect-model.ts';
export { topEigenvalue } from './inspection/top-eigenvalue.ts';
