import { isFiniteVector } from '../numerics/vector.ts';
import type { Linearization, NormalizationStatistics } from '../objectives/contract.ts';
import type { TrainingSession } from './session.ts';
import type { TrainingState } from './state.ts';

/** Loss and gradient over the whole training split, by the engine that trains. */
export interface Evaluation {
  readonly loss: number;
  readonly gradient: Float64Array;
  /** Of each batch-norm layer, over the same rows; [] without batch norm. */
  readonly statistics: readonly NormalizationStatistics[];
  /** The Hessian at the same point by the engine that measures; null where no measurement is due. */
  readonly linearization: Linearization | null;
}

/**
 * Evaluates the training loss at `parameters`. Where one objective trains and measures, a single forward and
 * backward pass serves the row's loss, the next full-batch step and the curvature.
 */
export function evaluate(
  { training, curvature }: TrainingSession,
  parameters: Float64Array,
  measuring: boolean,
): Evaluation {
  const linearization = measuring ? curvature.linearize(parameters) : null;
  if (linearization && curvature === training) {
    const { value: loss, gradient } = linearization;
    return { loss, gradient, linearization, statistics: training.batchStatistics(parameters) };
  }
  const gradient = new Float64Array(parameters.length);
  const loss = training.gradient(parameters, gradient);
  return { loss, gradient, linearization, statistics: training.batchStatistics(parameters) };
}

/**
 * The loss over the test split with running statistics; null without one. NaN where a parameter is not a finite number: an
 * activation that saturates makes ±1 of an infinite sum, and a finite loss would rest on it.
 */
export function testLoss({ test }: TrainingSession, { parameters, running }: TrainingState): number | null {
  if (test === null) return null;
  return isFiniteVector(parameters) ? test.inferenceLoss(parameters, running) : Number.NaN;
}
