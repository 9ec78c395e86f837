import { selectRows } from '../numerics/matrix.ts';
import type { NormalizationStatistics } from '../objectives/contract.ts';
import { epochBatches } from './batches.ts';
import type { Evaluation } from './evaluation.ts';
import { faultOf, findNonFinite } from './finite.ts';
import { updateStatistics } from './running-statistics.ts';
import type { TrainingSession } from './session.ts';
import type { TrainingState } from './state.ts';

/** Longest time between two moments in which signals get in, in milliseconds. */
const BREATH = 100;

/** What an epoch of steps led to. */
export interface Advance {
  readonly state: TrainingState;
  /** The first number that was not finite, and its place; the steps end there. null when there was none. */
  readonly fault: string | null;
}

/**
 * One epoch of steps from `state`. Full batch: a single step along the gradient already evaluated there. Mini-batch:
 * one step for each batch of a fresh shuffle, each with its own batch statistics. `state` itself is left as it is.
 * Yields null between batches, about every 100 ms, and returns the state after the epoch, or after the last step
 * where a loss, a gradient, batch statistics or the parameters are not finite.
 */
export function* advance(
  session: TrainingSession,
  state: TrainingState,
  { gradient, statistics }: Evaluation,
): Generator<null, Advance, void> {
  const { batchSize } = session.config.training;
  const parameters = state.parameters.slice();
  const optimizerState = { velocity: state.velocity?.slice() ?? null };
  let { step, running, gradients } = state;
  let fault: string | null = null;

  /** Gives whether the parameters stay finite. */
  const take = (slope: Float64Array, batch: readonly NormalizationStatistics[], where: string) => {
    session.optimizer.step(parameters, slope, optimizerState, state.learningRate);
    step++;
    const { batchNorm } = session.specification;
    if (batchNorm) running = updateStatistics(running, batch, batchNorm.momentum);
    const found = findNonFinite(session.layout, parameters);
    if (found !== null) fault = `an entry of ${found} ${where}`;
    return found === null;
  };

  if (batchSize === 'full') {
    take(gradient, statistics, `after step ${step + 1}`);
  } else {
    const { inputs, targets } = session.data.train;
    const slope = new Float64Array(parameters.length);
    let breathed = performance.now();
    const batches = epochBatches(inputs.rows, batchSize, session.seed, state.epoch + 1);
    for (const [index, rows] of batches.entries()) {
      const where = `in step ${step + 1}, batch ${index + 1} of ${batches.length} of epoch ${state.epoch + 1}`;
      const objective = session.engines.training.createObjective(
        session.specification,
        selectRows(inputs, rows),
        selectRows(targets, rows),
      );
      try {
        const loss = objective.gradient(parameters, slope);
        gradients++;
        const batch = objective.batchStatistics(parameters);
        const found = faultOf({ loss, gradient: slope, statistics: batch }, session.layout);
        if (found !== null) fault = `${found} ${where}`;
        if (found !== null || !take(slope, batch, where)) break;
      } finally {
        objective.dispose();
      }
      if (performance.now() - breathed > BREATH) {
        yield null;
        breathed = performance.now();
      }
    }
  }
  const next = { epoch: state.epoch + 1, step, running, gradients };
  return { state: { ...state, ...next, parameters, velocity: optimizerState.velocity }, fault };
}
