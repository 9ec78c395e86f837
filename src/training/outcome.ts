import { counted } from '../statistics/counted.ts';
import type { TrainingEvent } from './event.ts';
import type { TrainingState } from './state.ts';

/** How a run ended. */
export interface TrainingOutcome {
  /** `diverged`: the loss left all bounds or was not finite, and the run stopped there. */
  readonly status: 'completed' | 'diverged';
  /** For people; of a diverged run it tells the stability ratio at the last good epoch and what to change. */
  readonly message: string;
  /** The last state whose loss was good: the final one unless the run diverged. */
  readonly state: TrainingState;
}

/** The outcome of a run that used its epochs or reached its target. */
export function completed(state: TrainingState): TrainingOutcome {
  const { epoch, epochsToTarget } = state;
  const target = epochsToTarget === null ? '' : `, target loss reached after ${epochsToTarget}`;
  return { status: 'completed', message: `completed ${counted(epoch, 'epoch')}${target}`, state };
}

/**
 * The outcome of a run whose loss left every bound.
 *
 * @param lastGood the state of the epoch before; null when the start itself is not finite
 * @param stabilityRatio at that state; null with it
 * @param fault the first number of the epoch's steps, or at its end, that was not finite, with its place; null when there
 * was none
 */
export function diverged(
  { record, state }: TrainingEvent,
  lastGood: TrainingState | null,
  stabilityRatio: number | null,
  fault: string | null = null,
): TrainingOutcome {
  const { epoch, trainLoss, gradientNorm, learningRate } = record;
  const what =
    fault ??
    (Number.isFinite(gradientNorm)
      ? `train loss ${short(trainLoss)} passed the limit of ${short(state.divergenceLoss)}`
      : `the gradient norm is ${gradientNorm}`);
  if (!lastGood || stabilityRatio === null) {
    const message =
      `diverged at epoch ${epoch}, before any step: ${what}; the numbers overflow: standardize inputs and ` +
      'targets, or compute in float64 with training.engine: closed-form';
    return { status: 'diverged', message, state };
  }
  const ratio = `stability ratio ${short(stabilityRatio)} at the last good epoch (${lastGood.epoch})`;
  const remedy =
    stabilityRatio > 1
      ? `above 1 the learning rate (${short(learningRate)}) is beyond its limit: lower it, or give it as { relativeToStability: 0.5 }`
      : `the loss left the region in which that ratio decides: lower the learning rate (${short(learningRate)})`;
  return {
    status: 'diverged',
    message: `diverged at epoch ${epoch}: ${what}; ${ratio}; ${remedy}`,
    state: lastGood,
  };
}

const short = (value: number) => String(Number(value.toPrecision(4)));
