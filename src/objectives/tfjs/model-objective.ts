import type { ParameterLayout } from '../../models/layout.ts';
import type { Linearization, Objective } from '../contract.ts';
import { keepNotANumbers } from './backends/wasm-nan.ts';
import { DerivativeGuard } from './derivative-guard.ts';
import { modelProgram } from './model-program.ts';
import { correctSecondOrderGradients } from './second-order/index.ts';
import type { ModelLoss, VariableLoss } from './sources.ts';
import { TensorObjective } from './tensor-objective.ts';
import type { Tensorflow } from './tensorflow.ts';
import { variableProgram } from './variable-program.ts';

/** A user's own TensorFlow.js model and loss as an objective. */
export interface ModelObjective extends Objective {
  /** Names and shapes of the trainable weights inside the flat vector. */
  readonly layout: ParameterLayout;
  /** The weights' present values, [dimension]. */
  current(): Float64Array;
  /** Frees the recorded tape. The model and its data stay the user's. */
  dispose(): void;
}

/**
 * Makes an objective of any tfjs model: gradient and Hessian-vector product by autodiff on the current backend.
 * Weights and running statistics are as before after every call. Mends tfjs's second derivatives on the way, and the
 * WASM backend's relu, which makes 0 of NaN.
 *
 * Each linearisation looks at the operations on its tape: one whose second derivative is known to be wrong is
 * refused, and one that nobody has checked (a custom gradient of the user's) is compared with differences of the
 * gradient the first time it is met, which costs about fifteen gradients.
 *
 * @param tf the TensorFlow.js that made the model
 * @throws {TypeError} when a part of the source is missing or of another kind
 * @throws {RangeError} when shapes do not fit
 * @throws {Error} when two evaluations at one point differ: a random or stateful loss has no Hessian
 */
export function modelObjective(tf: Tensorflow, source: ModelLoss | VariableLoss): ModelObjective {
  if (typeof tf?.engine !== 'function') {
    throw new TypeError(
      'tf: expected the TensorFlow.js module, as in import * as tf from "@tensorflow/tfjs"',
    );
  }
  if (!source || !('model' in source || 'variables' in source)) {
    throw new TypeError('source: expected { model, loss, inputs, targets } or { loss, variables }');
  }
  correctSecondOrderGradients(tf);
  keepNotANumbers(tf);
  const program = 'model' in source ? modelProgram(tf, source) : variableProgram(tf, source);
  const objective = new TensorObjective(tf, program);
  refuseChangingLoss(objective, program.current());
  const guard = new DerivativeGuard(tf, objective);
  return {
    dimension: objective.dimension,
    layout: program.layout,
    current: () => program.current(),
    value: (point) => objective.value(point),
    gradient: (point, out) => objective.gradient(point, out),
    linearize(point): Linearization {
      const linearization = objective.linearize(point);
      try {
        guard.check(point, linearization);
      } catch (error) {
        objective.dispose();
        throw error;
      }
      return linearization;
    },
    dispose: () => objective.dispose(),
  };
}

/** Sums that threads make in another order differ by a few roundings of float32; random numbers by far more. */
const REPEATABLE = 1e-4;

function refuseChangingLoss(objective: TensorObjective, parameters: Float64Array): void {
  const [first, second] = [0, 1].map(() => {
    const gradient = new Float64Array(parameters.length);
    return { value: objective.gradient(parameters, gradient), gradient };
  });
  const size = first!.gradient.reduce((largest, entry) => Math.max(largest, Math.abs(entry)), 0);
  const isSame =
    close(first!.value, second!.value, Math.abs(first!.value)) &&
    first!.gradient.every((entry, i) => close(entry, second!.gradient[i]!, size));
  if (isSame) return;
  throw new Error(
    `modelObjective: two evaluations at the same weights gave the losses ${first!.value} and ${second!.value} and ` +
      'gradients that differ. A loss that is random or keeps state has no Hessian: pass training: false, or leave ' +
      'out what changes from call to call',
  );
}

/** NaN, as weights that are not numbers give, repeats itself. */
function close(x: number, y: number, scale: number): boolean {
  return Object.is(x, y) || Math.abs(x - y) <= REPEATABLE * scale;
}
