import type { Scalar, Tensor } from '@tensorflow/tfjs';
import type { NetworkLoss } from './program.ts';
import type { TensorLoss } from './sources.ts';
import type { Tensorflow } from './tensorflow.ts';

/**
 * Tells a model's outputs, in which the Gauss-Newton matrix takes the loss's Hessian, from the tape.
 *
 * A softmax whose probabilities go to categoricalCrossentropy, or a sigmoid that goes to binaryCrossentropy, counts to
 * the loss: the outputs are the logits before it. The two match (Schraudolph 2002, section 3): the loss is convex in
 * the logits, with Hessian diag(p) − ppᵀ for each row, and the Gauss-Newton matrix is Fisher's information matrix. In the
 * probabilities it would be another one, which knows the true class of each row only. With any other loss the outputs are
 * the model's own; `tf.losses.softmaxCrossEntropy` takes logits as they are.
 *
 * To be called while operations are recorded, after those of predictions and loss.
 *
 * @param loss the mean loss of the predictions
 * @param lossFunction what computed it from targets and predictions
 */
export function networkLoss(
  tf: Tensorflow,
  predictions: Tensor,
  loss: Scalar,
  lossFunction: TensorLoss,
): NetworkLoss {
  const { activeTape } = tf.engine().state;
  const maker = activeTape.find((node) => node.outputs.some(({ id }) => id === predictions.id));
  const { categoricalCrossentropy, binaryCrossentropy } = tf.metrics;
  const isMatch =
    (lossFunction === categoricalCrossentropy && maker?.kernelName === 'Softmax') ||
    (lossFunction === binaryCrossentropy && maker?.kernelName === 'Sigmoid');
  const [logits] = isMatch ? Object.values(maker?.inputs ?? {}) : [];
  return { outputs: logits ?? predictions, loss };
}
