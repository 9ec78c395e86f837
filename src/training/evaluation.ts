import { isFiniteVector } from '../numerics/vector.ts';
import type { Linearization, MlpObjective, NormalizationStatistics } from '../objectives/contract.ts';
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
 *
 * Batch norm divides by its variance: where that is beyond the range of numbers, outputs, loss, gradient and products come
 * out finite and wrong. They are NaN here, so that nothing rests on them.
 */
export function evaluate(
  { training, curvature }: TrainingSession,
  parameters: Float64Array,
  measuring: boolean,
): Evaluation {
  const linearization = measuring ? linearize(curvature, parameters) : null;
  if (linearization && curvature === training) {
    const { value: loss, gradient } = linearization;
    return { loss, gradient, linearization, statistics: training.batchStatistics(parameters) };
  }
  const gradient = new Float64Array(parameters.length);
  const loss = training.gradient(parameters, gradient);
  const statistics = training.batchStatistics(parameters);
  if (areFinite(statistics)) return { loss, gradient, linearization, statistics };
  return { loss: Number.NaN, gradient: gradient.fill(Number.NaN), linearization, statistics };
}

/**
 * The loss over the test split with running statistics; null without one. NaN where a parameter is not a finite number: an
 * activation that saturates makes ±1 of an infinite sum, and a finite loss would rest on it.
 */
export function testLoss({ test }: TrainingSession, { parameters, running }: TrainingState): number | null {
  if (test === null) return null;
  return isFiniteVector(parameters) ? test.inferenceLoss(parameters, running) : Number.NaN;
}

function linearize(objective: MlpObjective, parameters: Float64Array): Linearization {
  const found = objective.linearize(parameters);
  if (areFinite(objective.batchStatistics(parameters))) return found;
  const { dimension } = objective;
  const nothing = { dimension, apply: (_: Float64Array, out: Float64Array) => void out.fill(Number.NaN) };
  const gradient = new Float64Array(dimension).fill(Number.NaN);
  return { value: Number.NaN, gradient, hessian: nothing, gaussNewton: nothing };
}

function areFinite(statistics: readonly NormalizationStatistics[]): boolean {
  return statistics.every(({ mean, variance }) => isFiniteVector(mean) && isFiniteVector(variance));
}
