import type { LayersModel, Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import { leafLayers, refuseChangingLayers } from './layers.ts';
import { networkLoss } from './network-loss.ts';
import type { LossName, ModelLoss, TensorLoss } from './sources.ts';
import type { Tensorflow } from './tensorflow.ts';
import { type VariableProgram, variableProgram } from './variable-program.ts';

/**
 * The program of a layers model's loss as a function of its trainable weights: what `model.fit` minimises on the
 * given rows.
 *
 * @throws {TypeError} when a part is missing, or the model has several outputs
 * @throws {RangeError} when the targets do not fit the predictions, there are no rows, or the name of the loss is unknown
 * @throws {Error} when a layer is random or stateful
 */
export function modelProgram(tf: Tensorflow, source: ModelLoss): VariableProgram {
  const { model, inputs, targets, training = true } = source;
  if (typeof model?.apply !== 'function' || !Array.isArray(model.layers)) {
    throw new TypeError('model: expected a tf.LayersModel, such as tf.sequential() or tf.model() gives');
  }
  const loss = lossOf(tf, source.loss);
  refuseChangingLayers(model, training);
  const regularized = leafLayers(model).filter((layer) => layer.losses.length > 0);
  const predict = () => onlyOutput(model.apply(inputs, { training }) as Tensor | Tensor[]);
  const lossAt = (predictions: Tensor) => {
    const aligned = alignTargets(targets, predictions, typeof source.loss === 'string');
    return tf.mean(loss(aligned, predictions)) as Scalar;
  };
  const evaluate = () =>
    tf.tidy(() => {
      const data = lossAt(predict());
      const penalties = regularized.flatMap((layer) => layer.calculateLosses());
      return penalties.reduce((sum, penalty) => tf.add(sum, penalty), data);
    });
  const weights = model.trainableWeights;
  // tfjs numbers the names that it has met before in the process, in models long gone too: the layers' own names stay.
  const names = weights.map(({ originalName }) => originalName);
  const isTold = new Set(names).size === names.length;
  const variables = weights.map(variableOf);
  return {
    ...variableProgram(tf, { loss: evaluate, variables }, isTold ? names : undefined),
    network() {
      const predictions = predict();
      return networkLoss(tf, predictions, lossAt(predictions), loss);
    },
  };
}

function onlyOutput(predictions: Tensor | Tensor[]): Tensor {
  if (!Array.isArray(predictions)) return predictions;
  throw new TypeError(
    `model: it has ${predictions.length} outputs and one was expected; write the loss as a function and pass ` +
      '{ loss, variables } instead',
  );
}

/**
 * The targets in the shape of the predictions: [rows] becomes [rows, 1] as in `model.fit`. Without this check,
 * subtraction would broadcast [rows] against [rows, 1] to a matrix without a word.
 *
 * @param exact whether the loss needs equal shapes; a loss function may want class numbers instead
 */
function alignTargets(targets: Tensor, predictions: Tensor, exact: boolean): Tensor {
  const isColumn = predictions.shape.at(-1) === 1 && targets.rank === predictions.rank - 1;
  const aligned = isColumn ? targets.expandDims(-1) : targets;
  const fits = exact
    ? String(aligned.shape) === String(predictions.shape)
    : aligned.shape[0] === predictions.shape[0];
  if (!fits) {
    throw new RangeError(
      `targets: expected shape [${predictions.shape}], that of the predictions, received [${targets.shape}]`,
    );
  }
  if (predictions.size === 0) {
    throw new RangeError(
      `inputs: expected at least one row, received predictions of shape [${predictions.shape}]; the mean over no rows has no value`,
    );
  }
  return aligned;
}

function lossOf(tf: Tensorflow, loss: TensorLoss | LossName): TensorLoss {
  if (typeof loss === 'function') return loss;
  const { meanSquaredError, meanAbsoluteError, binaryCrossentropy, categoricalCrossentropy } = tf.metrics;
  const losses = new Map<string, TensorLoss>(
    Object.entries({ meanSquaredError, meanAbsoluteError, binaryCrossentropy, categoricalCrossentropy }),
  );
  const found = losses.get(loss);
  if (found) return found;
  throw new RangeError(
    `loss: unknown name ${JSON.stringify(loss)}; use ${[...losses.keys()].join(', ')}, ` +
      'or a function (targets, predictions) => tensor',
  );
}

/** `read()` of a layers weight gives the tf.Variable itself, though its type says Tensor. */
function variableOf(weight: LayersModel['weights'][number]): Variable {
  return weight.read() as Variable;
}
