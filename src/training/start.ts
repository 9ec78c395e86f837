import { learningRateForRatio } from '../curvature/stability.ts';
import type { LinearOperator } from '../numerics/linear-operator.ts';
import { divergenceLoss } from './divergence.ts';
import type { CurvatureMeter, Measurement } from './meter.ts';
import { initialStatistics } from './running-statistics.ts';
import type { TrainingSession } from './session.ts';
import { certifiedSharpness } from './sharpness.ts';
import type { TrainingState } from './state.ts';

/** Largest relative residual of a λmax that a learning rate may rest on: the rate is right to as much. */
const START_RESIDUAL = 0.05;

/** A learning rate relative to the stability limit where the start has none; remedy in the message. */
export class StabilityLimitError extends Error {
  override readonly name = 'StabilityLimitError';
}

/** The state before the first step. */
export function startState(
  session: TrainingSession,
  meter: CurvatureMeter,
  loss: number,
  measured: Measurement | null,
): TrainingState {
  const { data, initial, optimizer, specification } = session;
  const { values, columns } = data.train.targets;
  return {
    epoch: 0,
    step: 0,
    learningRate: startLearningRate(session, measured),
    parameters: initial,
    velocity: optimizer.initialize(initial.length).velocity,
    running: initialStatistics(specification),
    ...meter.state(),
    divergenceLoss: divergenceLoss(loss, values, columns),
    epochsToTarget: null,
    gradients: 0,
    products: 0,
  };
}

/**
 * The first measurement with a λmax that a learning rate can rest on: where the rate is relative to the stability
 * limit and the search ran out of its budget, Lanczos goes on from its vector.
 */
export function certifiedStart(
  session: TrainingSession,
  measured: Measurement,
  hessian: LinearOperator,
): Measurement {
  const { top } = measured;
  const isRelative = typeof session.config.training.optimizer.learningRate === 'object';
  if (!isRelative || top?.status !== 'max-iterations') return measured;
  const largest = certifiedSharpness(session, hessian, top);
  return {
    ...measured,
    top: { ...largest, products: top.products + largest.products },
    products: measured.products + largest.products,
  };
}

function startLearningRate({ config, optimizer }: TrainingSession, measured: Measurement | null): number {
  const { learningRate } = config.training.optimizer;
  if (typeof learningRate === 'number') return learningRate;
  // The loss at the start is not finite: the run ends as diverged before any step.
  if (!measured) return Number.NaN;
  const { value, status, residual } = measured.top!;
  if (!(value > 0 && residual <= START_RESIDUAL * value)) {
    throw new StabilityLimitError(
      `training.optimizer.learningRate.relativeToStability: λmax at the start is ${value} with residual ${residual} ` +
        `(${status}), which is no stability limit to be relative to; give learningRate as a number`,
    );
  }
  return learningRateForRatio(value, learningRate.relativeToStability, optimizer.rule);
}
