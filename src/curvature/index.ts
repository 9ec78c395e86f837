/**
 * The curvature suite by purpose, for any symmetric operator: `hessian-lab/curvature`. Needs neither TensorFlow.js nor Node,
 * so that it runs in browsers too.
 *
 * @module hessian-lab/curvature
 */

// The operator: a dimension and a product; and the random numbers of everything that draws.
export { type LinearOperator, linearOperator } from '../numerics/linear-operator.ts';
export { type RandomStream, randomStream } from '../numerics/random.ts';

// Extreme eigenpairs.
export {
  type EigenpairsOptions,
  type EigenpairsResult,
  type SpectrumEnd,
  topEigenpairs,
} from './extreme-eigenpairs.ts';
export type { Iterate } from './iterate.ts';
export { type ExtremeEigenpairs, type LanczosOptions, lanczos } from './lanczos.ts';
export { type PowerIterationOptions, powerIteration } from './power-iteration.ts';
export { type MissedEigenvalue, missProbability } from './reliability.ts';
export type { Eigenpair, EigenpairResult, EigenvalueStatus, TopEigenvalueResult } from './result.ts';
export type { WarmStart } from './warm-start.ts';

// Eigenvalues followed along training.
export { learningRateForRatio, type StabilityRule, stabilityRatio } from './stability.ts';
export {
  createEigenvalueTracker,
  type EigenvalueMethod,
  type EigenvalueTracker,
  type EigenvalueTrackerOptions,
  type TrackedEnd,
  type TrackerState,
} from './tracking.ts';

// Whole spectra: condition number, all eigenvalues, their density, trace.
export { type ConditionNumberResult, conditionNumber } from './condition-number.ts';
export { type FullSpectrumOptions, type FullSpectrumResult, fullSpectrum } from './full-spectrum.ts';
export { type HutchPlusPlusOptions, hutchPlusPlus } from './hutch-plus-plus.ts';
export {
  type DensityNode,
  type SpectralDensityOptions,
  type SpectralDensityResult,
  spectralDensity,
} from './spectral-density.ts';
export type { ConditionNote, SpectrumStatus } from './status.ts';
export { hutchinsonTrace, type TraceOptions, type TraceResult } from './trace.ts';

// Parts of a Hessian: one tensor or layer at a time, and what the Gauss-Newton matrix leaves.
export {
  type BlockEigenvalue,
  type BlockOptions,
  blockEigenvalues,
  type NamedRange,
} from './blocks/block-eigenvalues.ts';
export { blockOperator, type ParameterRange } from './blocks/block-operator.ts';
export { residualOperator } from './residual-operator.ts';

// Critical points: what a point is, and where one lies.
export {
  type ClassificationOptions,
  type ClassifiedPoint,
  classifyCriticalPoint,
} from './critical-points/classify.ts';
export {
  type CriticalPointSearch,
  type CriticalPointSearchOptions,
  findCriticalPoint,
  type SearchEnd,
} from './critical-points/find-critical-point.ts';
export type {
  CriticalPointEvidence,
  CriticalPointKind,
  CriticalPointTest,
  CriticalPointTolerances,
} from './critical-points/second-derivative-test.ts';
export {
  derivativeSignTest,
  type SignTest,
  type SignTestKind,
  type SignTestOptions,
} from './critical-points/sign-test.ts';
export type { SmoothFunction } from './critical-points/smooth-function.ts';

// The quadratic model at a point: gradient, Hessian and the step between two points.
export { type GradientAlignment, gradientAlignment } from './local-model/gradient-alignment.ts';
export { type GradientStep, gradientStep } from './local-model/gradient-step.ts';
export {
  type Pair,
  type QuadraticForm,
  type QuadraticTerm,
  quadraticForm,
} from './local-model/quadratic-form.ts';
export { type StepQuality, stepQuality, type TakenStep } from './local-model/step-quality.ts';
