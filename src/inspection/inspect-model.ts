import { residualOperator } from '../curvature/residual-operator.ts';
import type { ParameterLayout } from '../models/layout.ts';
import type { LinearOperator } from '../numerics/linear-operator.ts';
import type { Linearization } from '../objectives/contract.ts';
import { type ModelObjective, modelObjective } from '../objectives/tfjs/model-objective.ts';
import type { ModelLoss, VariableLoss } from '../objectives/tfjs/sources.ts';
import type { Tensorflow } from '../objectives/tfjs/tensorflow.ts';

/** A TensorFlow.js model's loss at one point: what every algorithm of this library takes a part of. */
export interface InspectedModel extends Linearization {
  /** The loss as a function of all parameters, for algorithms that move: `findCriticalPoint`, `classifyCriticalPoint`. */
  readonly objective: ModelObjective;
  /** Names and shapes of the trainable weights inside the flat vector, for `blockEigenvalues`. */
  readonly layout: ParameterLayout;
  /** The point, [dimension]. */
  readonly parameters: Float64Array;
  /** H − G, the part of the Hessian that comes from the curvature of the network; where there is a `gaussNewton`. */
  readonly residual?: LinearOperator;
}

/**
 * Opens a TensorFlow.js model for inspection, hands it to `use`, and afterwards frees what was recorded, also when `use`
 * throws. Weights, running statistics and tensors are as before. Inside, any algorithm serves: `lanczos(hessian, …)`,
 * `hutchinsonTrace(gaussNewton)`, `blockEigenvalues(hessian, layout)`, `gradientStep(gradient, hessian)`, …
 *
 * Products are in float32: residuals end near 1e-4 of |λ|, and `classifyCriticalPoint` needs tolerances such as
 * `{ gradientTolerance: 1e-4, zeroTolerance: 1e-5 }`. The Gauss-Newton matrix exists for `{ model, … }`; of a loss over
 * variables nothing tells the outputs.
 *
 * @param tf the TensorFlow.js that made the model
 * @param source `{ model, loss, inputs, targets }`, or `{ loss, variables }` for any scalar computation
 * @param use may be async; the model has to stay open until its promise is settled, so its operators are not to be
 *   used after that
 * @param options.parameters where to look, [dimension]; default: at the present weights
 * @returns what `use` returns
 * @throws what `modelObjective` throws
 */
export function inspectModel<Result>(
  tf: Tensorflow,
  source: ModelLoss | VariableLoss,
  use: (model: InspectedModel) => Result,
  options: { readonly parameters?: Float64Array } = {},
): Result {
  const objective = modelObjective(tf, source);
  let isPending = false;
  try {
    const { layout } = objective;
    const parameters = options.parameters?.slice() ?? objective.current();
    const point = objective.linearize(parameters);
    const { hessian, gaussNewton } = point;
    const residual = gaussNewton && { residual: residualOperator(hessian, gaussNewton) };
    const result = use({ objective, layout, parameters, ...point, ...residual });
    if (!(result instanceof Promise)) return result;
    isPending = true;
    return result.finally(() => objective.dispose()) as Result;
  } finally {
    if (!isPending) objective.dispose();
  }
}
