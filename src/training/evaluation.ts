import type { Linearization } from '../objectives/contract.ts';
import type { TrainingSession } from './session.ts';

/** Loss and gradient over the whole training split, by the engine that trains. */
export interface Evaluation {
  readonly loss: number;
  readonly gradient: Float64Array;
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
    return { loss: linearization.value, gradient: linearization.gradient, linearization };
  }
  const gradient = new Float64Array(parameters.length);
  return { loss: training.gradient(parameters, gradient), gradient, linearization };
}
