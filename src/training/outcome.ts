import type { TrainingEvent } from './event.ts';
import type { TrainingState } from './state.ts';

/** How a run ended. */
export interface TrainingOutcome {
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
  return { status: 'completed', message: `completed ${epoch} epochs${target}`, state };
}

/**
 * The outcome of a run whose loss left every bound.
 *
 * @param lastGood the event before; null when the start itself is not finite
 * @param lastMeasured the last good event with a stability ratio, which `curvature.every` may put further back
 */
export function diverged(
  { record, state }: TrainingEvent,
  lastGood: TrainingEvent | null,
  lastMeasured: TrainingEvent | null,
): TrainingOutcome {
  const { epoch, trainLoss, learningRate } = record;
  const what = `diverged at epoch ${epoch}: train loss ${short(trainLoss)}, limit ${short(state.divergenceLoss)}`;
  if (!lastGood) {
    const message = `${what}; it was so at the start: look at the data and the initial parameters`;
    return { status: 'diverged', message, state };
  }
  const ratio = lastMeasured
    ? `stability ratio ${short(lastMeasured.record.curvature!.stabilityRatio!)} at the last good epoch measured (${lastMeasured.record.epoch})`
    : 'stability ratio not measured';
  const remedy = `above 1 the learning rate (${short(learningRate)}) is beyond its limit: lower it, or use { relativeToStability: 0.5 }`;
  return { status: 'diverged', message: `${what}; ${ratio}; ${remedy}`, state: lastGood.state };
}

const short = (value: number) => String(Number(value.toPrecision(4)));
