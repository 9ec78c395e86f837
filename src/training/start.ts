import { learningRateForRatio } from '../curvature/stability.ts';
import { divergenceLoss } from './divergence.ts';
import type { CurvatureMeter, Measurement } from './meter.ts';
import { initialStatistics } from './running-statistics.ts';
import type { TrainingSession } from './session.ts';
import type { TrainingState } from './state.ts';

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
    tracker: meter.state(),
    divergenceLoss: divergenceLoss(loss, values, columns),
    epochsToTarget: null,
    gradients: 0,
    products: 0,
  };
}

function startLearningRate({ config, optimizer }: TrainingSession, measured: Measurement | null): number {
  const { learningRate } = config.training.optimizer;
  if (typeof learningRate === 'number') return learningRate;
  // The loss at the start is not finite: the run ends as diverged before any step.
  if (!measured) return Number.NaN;
  const { value, status } = measured.top!;
  if (!(value > 0)) {
    throw new StabilityLimitError(
      `training.optimizer.learningRate.relativeToStability: λmax at the start is ${value} (${status}), ` +
        'so there is no stability limit to be relative to; give learningRate as a number, or another initialization',
    );
  }
  return learningRateForRatio(value, learningRate.relativeToStability, optimizer.rule);
}
