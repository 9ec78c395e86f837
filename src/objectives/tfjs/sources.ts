import type { LayersModel, Tensor, Variable } from '@tensorflow/tfjs';

/** Loss of predictions [rows, …] against targets; a loss per row is averaged. */
export type TensorLoss = (targets: Tensor, predictions: Tensor) => Tensor;

/** Losses by name, those that Keras users write as a string. */
export type LossName =
  | 'meanSquaredError'
  | 'meanAbsoluteError'
  | 'binaryCrossentropy'
  | 'categoricalCrossentropy';

/**
 * A layers model, its loss and the rows on which the loss is taken. The objective is what `model.fit` minimises on
 * these rows: the mean loss plus the penalties of the layers' regularizers.
 */
export interface ModelLoss {
  /** Built; its trainable weights are the parameters. It is left as it is. */
  readonly model: LayersModel;
  /** A name, or a function such as `tf.losses.softmaxCrossEntropy`. */
  readonly loss: TensorLoss | LossName;
  /** [rows, …features], or one tensor for each input of the model. */
  readonly inputs: Tensor | Tensor[];
  /** As `model.fit` takes them: [rows] stands for [rows, 1]. */
  readonly targets: Tensor;
  /**
   * Whether layers run as in training. With batch norm, `true` (the default) takes the curvature of the training
   * loss, with the statistics of these rows; `false` that of the inference-mode loss, another function.
   */
  readonly training?: boolean;
}

/** Any scalar computation that reads tfjs variables. */
export interface VariableLoss {
  /** Computes the loss from the variables: a tensor of one number, as `tf.variableGrads` takes. */
  readonly loss: () => Tensor;
  /** The parameters, in this order in the flat vector; the loss may read others, which stay constant. */
  readonly variables: readonly Variable[];
}
