import type { ParameterLayout } from '../../models/layout.ts';
import type { Linearization, Objective } from '../contract.ts';
import type { BackendName } from './backends/name.ts';
import { checkRecordedKernels, correctSecondOrderGradients, verifyProduct } from './second-order/index.ts';
import { TensorObjective } from './tensor-objective.ts';
import type { Tensorflow } from './tensorflow.ts';
import { type ModelLoss, modelProgram, type VariableLoss, variablesProgram } from './variables.ts';

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
 * Weights and running statistics are as before after every call. Mends tfjs's second derivatives on the way.
 *
 * The first linearisation looks at every operation on the tape: one whose second derivative is known to be wrong
 * is refused, and one that nobody has checked (a custom gradient of the user's) is compared with differences of the
 * gradient, which costs ten gradients once.
 *
 * @param tf the TensorFlow.js that made the model
 * @throws {Error} when two evaluations at one point differ: a random loss (dropout, noise) has no Hessian
 */
export function modelObjective(tf: Tensorflow, source: ModelLoss | VariableLoss): ModelObjective {
  correctSecondOrderGradients(tf);
  const program = 'model' in source ? modelProgram(tf, source) : variablesProgram(tf, source);
  const objective = new TensorObjective(tf, program);
  const parameters = program.current();
  const [first, second] = [objective.value(parameters), objective.value(parameters)];
  if (!Object.is(first, second)) {
    throw new Error(
      `modelObjective: two evaluations at the same weights gave ${first} and ${second}. A random loss has no ` +
        'Hessian: pass training: false, or leave out dropout and noise layers',
    );
  }
  let isTrusted = false;
  return {
    dimension: objective.dimension,
    layout: program.layout,
    current: () => program.current(),
    value: (point) => objective.value(point),
    gradient: (point, out) => objective.gradient(point, out),
    linearize(point) {
      const linearization = objective.linearize(point);
      if (!isTrusted) refuseWrongDerivatives(tf, objective, point, linearization);
      isTrusted = true;
      return linearization;
    },
    dispose: () => objective.dispose(),
  };
}

/** Our names of the backends by the names that tfjs registers; any other (WebGL) is judged as the native one. */
const REGISTERED: Record<string, BackendName> = { tensorflow: 'native', wasm: 'wasm', cpu: 'cpu' };

/** @throws {Error} naming the operations whose second derivatives are wrong, with the remedy */
function refuseWrongDerivatives(
  tf: Tensorflow,
  objective: TensorObjective,
  point: Float64Array,
  { hessian }: Linearization,
): void {
  const { tape, parameters } = objective.recorded!;
  const doubtful = checkRecordedKernels(tape, {
    parameters,
    backend: REGISTERED[tf.getBackend()] ?? 'native',
  });
  const refused = doubtful.filter(({ state }) => state === 'refused');
  if (refused.length > 0) {
    const reasons = refused.map(({ kernel, reason }) => `  ${kernel}: ${reason}`).join('\n');
    throw new Error(`modelObjective: TensorFlow.js differentiates these operations wrongly:\n${reasons}`);
  }
  if (doubtful.length === 0) return;
  verifyProduct({
    gradient: (at, out) => objective.gradient(at, out),
    product: (direction, out) => hessian.apply(direction, out),
    parameters: point,
    operations: doubtful.map(({ kernel }) => kernel),
  });
}
