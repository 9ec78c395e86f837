import { type PowerIterationOptions, powerIteration } from '../curvature/power-iteration.ts';
import type { TopEigenvalueResult } from '../curvature/result.ts';
import type { ModelLoss, VariableLoss } from '../objectives/tfjs/sources.ts';
import type { Tensorflow } from '../objectives/tfjs/tensorflow.ts';
import { inspectModel } from './inspect-model.ts';

/**
 * The largest Hessian eigenvalue (the sharpness) of a TensorFlow.js model's loss at its present weights, with its
 * eigenvector and residual. The model is left as it is, and no tensor stays behind. For anything else: `inspectModel`.
 *
 * float32 ends residuals near 1e-4 of |λ|; a tolerance below that ends as `max-iterations`.
 *
 * @param tf the TensorFlow.js that made the model: the module `@tensorflow/tfjs` or `@tensorflow/tfjs-node`
 * @param source `{ model, loss, inputs, targets }`, or `{ loss, variables }` for any scalar computation
 */
export function topEigenvalue(
  tf: Tensorflow,
  source: ModelLoss | VariableLoss,
  options: PowerIterationOptions = {},
): TopEigenvalueResult {
  return inspectModel(tf, source, ({ hessian }) => powerIteration(hessian, options));
}
