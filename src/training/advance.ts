import { selectRows } from '../numerics/matrix.ts';
import type { NormalizationStatistics } from '../objectives/contract.ts';
import { epochBatches } from './batches.ts';
import type { Evaluation } from './evaluation.ts';
import { updateStatistics } from './running-statistics.ts';
import type { TrainingSession } from './session.ts';
import type { TrainingState } from './state.ts';

/** Longest time between two moments in which signals get in, in milliseconds. */
const BREATH = 100;

/**
 * One epoch of steps from `state`. Full batch: a single step along the gradient already evaluated there. Mini-batch:
 * one step for each batch of a fresh shuffle, each with its own batch statistics. `state` itself is left as it is.
 * Yields null between batches, about every 100 ms, and returns the state after the epoch.
 */
export function* advance(
  session: TrainingSession,
  state: TrainingState,
  { gradient }: Evaluation,
): Generator<null, TrainingState, void> {
  const { batchSize } = session.config.training;
  const parameters = state.parameters.slice();
  const optimizerState = { velocity: state.velocity?.slice() ?? null };
  let { step, running, gradients } = state;

  const take = (slope: Float64Array, batch: readonly NormalizationStatistics[]) => {
    session.optimizer.step(parameters, slope, optimizerState, state.learningRate);
    step++;
    const { batchNorm } = session.specification;
    if (batchNorm) running = updateStatistics(running, batch, batchNorm.momentum);
  };

  if (batchSize === 'full') {
    take(gradient, session.training.batchStatistics(parameters));
  } else {
    const { inputs, targets } = session.data.train;
    const slope = new Float64Array(parameters.length);
    let breathed = performance.now();
    for (const rows of epochBatches(inputs.rows, batchSize, session.seed, state.epoch + 1)) {
      const objective = session.engines.training.createObjective(
        session.specification,
        selectRows(inputs, rows),
        selectRows(targets, rows),
      );
      try {
        objective.gradient(parameters, slope);
        gradients++;
        take(slope, objective.batchStatistics(parameters));
      } finally {
        objective.dispose();
      }
      if (performance.now() - breathed > BREATH) {
        yield null;
        breathed = performance.now();
      }
    }
  }
  return {
    ...state,
    epoch: state.epoch + 1,
    step,
    parameters,
    velocity: optimizerState.velocity,
    running,
    gradients,
  };
}
