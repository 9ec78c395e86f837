/**
 * hessian-lab's public API, by purpose. Importing it loads no TensorFlow: functions that need it take the user's
 * own `tf` module.
 *
 * @module hessian-lab
 */

// Curvature of any symmetric operator; also `hessian-lab/curvature`.
export * from './curvature/index.ts';

// Right second derivatives in TensorFlow.js; also `hessian-lab/second-order`.
export {
  correctSecondOrderGradients,
  type OpEntry,
  opTable,
  type SecondDerivativeState,
  type SelfTestResult,
  secondOrderSelfTest,
  type TensorflowEntry,
} from './objectives/tfjs/second-order/index.ts';

// A user's own TensorFlow.js model, opened for the curvature suite.
export { type InspectedModel, inspectModel } from './inspection/inspect-model.ts';
export { topEigenvalue } from './inspection/top-eigenvalue.ts';
export { type ModelObjective, modelObjective } from './objectives/tfjs/model-objective.ts';
export type { BackendName } from './objectives/tfjs/backends/name.ts';
export type { LossName, ModelLoss, TensorLoss, VariableLoss } from './objectives/tfjs/sources.ts';

// Objectives: value, gradient and Hessian-vector products of one flat parameter vector.
export { type ClosedFormOptions, closedFormObjective } from './objectives/closed-form/objective.ts';
export type {
  Linearization,
  MlpObjective,
  NormalizationStatistics,
  Objective,
} from './objectives/contract.ts';
export type { MlpEngine, Precision } from './objectives/engine.ts';
export { quadraticObjective } from './objectives/quadratic.ts';
export { tfjsMlpObjective } from './objectives/tfjs/mlp.ts';

// Networks and their parameters.
export { initializeParameters } from './models/initialization.ts';
export { mlpLayout, type ParameterEntry, type ParameterLayout } from './models/layout.ts';
export {
  fromParameterFile,
  type NamedParameter,
  type ParameterFile,
  ParameterFileError,
  toParameterFile,
} from './models/parameters.ts';
export type { Activation, BatchNormSpecification, MlpSpecification } from './models/specification.ts';

// Optimizers on flat vectors.
export { createOptimizer } from './optimizers/create.ts';
export type { Optimizer, OptimizerState } from './optimizers/optimizer.ts';

// Data, configs and training runs.
export type { Experiment } from './config/experiment.ts';
export { ConfigError, type ConfigIssue, type IssueKind } from './config/issue.ts';
export { loadExperiment } from './config/load.ts';
export type { ArmConfig } from './config/schema.ts';
export type { LoadOptions } from './config/source-layers.ts';
export { type DataPart, type PreparedData, prepareData } from './data/prepare.ts';
export type { FittedTransform } from './data/transforms/fitted-transform.ts';
export { type Matrix, matrix } from './numerics/matrix.ts';
export type { CurvatureRows } from './training/curvature-rows.ts';
export type { EnginePin, EnginePins } from './training/engine-pins.ts';
export type { Engines } from './training/engines.ts';
export type { TrainingEvent } from './training/event.ts';
export type { TrainingOutcome } from './training/outcome.ts';
export type {
  AlignmentRecord,
  BlockRecord,
  ConditionNumberRecord,
  CurvatureRecord,
  DensityRecord,
  EigenvalueRecord,
  EpochRecord,
  EpochTimings,
  StepQualityRecord,
  TopEigenvaluesRecord,
  TraceRecord,
} from './training/record.ts';
export { openSession, type TrainingSession } from './training/session.ts';
export type { TrainingState } from './training/state.ts';
export { train } from './training/train.ts';
