import type { ParameterLayout } from '../models/layout.ts';
import { selectRows } from '../numerics/matrix.ts';
import type { NormalizationStatistics } from '../objectives/contract.ts';
import { epochBatches } from './batches.ts';
import type { Evaluation } from './evaluation.ts';
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
 * where a loss, a gradient or the parameters are not finite.
 */
export function* advance(
  session: TrainingSession,
  state: TrainingState,
  { gradient }: Evaluation,
): Generator<null, Advance, void> {
  const { batchSize } = session.config.training;
  const parameters = state.parameters.slice();
  const optimizerState = { velocity: state.velocity?.slice() ?? null };
  let { step, running, gradients } = state;
  let fault: string | null = null;

  const staysFinite = (what: string, values: Float64Array, where: string) => {
    const found = findNonFinite(session.layout, values);
    if (found !== null) fault = `${what} ${found} ${where}`;
    return found === null;
  };
  const take = (slope: Float64Array, batch: readonly NormalizationStatistics[]) => {
    session.optimizer.step(parameters, slope, optimizerState, state.learningRate);
    step++;
    const { batchNorm } = session.specification;
    if (batchNorm) running = updateStatistics(running, batch, batchNorm.momentum);
  };

  if (batchSize === 'full') {
    take(gradient, session.training.batchStatistics(parameters));
    staysFinite('an entry of', parameters, `after step ${step}`);
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
        if (!Number.isFinite(loss)) fault = `the loss is ${loss} ${where}`;
        if (fault !== null || !staysFinite('the gradient of', slope, where)) break;
        const statistics = objective.batchStatistics(parameters);
        take(slope, statistics);
        if (!staysFinite('an entry of', parameters, where)) break;
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

/** Where the first number that is not finite lies: `layer1/kernel is NaN`; null when there is none. */
function findNonFinite({ entries }: ParameterLayout, values: Float64Array): string | null {
  // x·0 is 0 for every finite x and NaN for every other: one pass without a branch.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * 0;
  if (sum === 0) return null;
  const index = values.findIndex((value) => !Number.isFinite(value));
  const { name } = entries.find(({ offset, size }) => index < offset + size)!;
  return `${name} is ${values[index]}`;
}
