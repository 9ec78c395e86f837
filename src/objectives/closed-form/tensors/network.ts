import type { Tensor2D } from '@tensorflow/tfjs';
import type { MlpSpecification } from '../../../models/specification.ts';
import type { Matrix } from '../../../numerics/matrix.ts';
import type { Tensorflow } from '../../tfjs/tensorflow.ts';
import { type ActivationFunction, activationFunction } from './activations.ts';

/** What stays the same at every point: the data and the shape of the network. */
export interface Network {
  readonly tf: Tensorflow;
  readonly activation: ActivationFunction;
  /** Of batch norm; null without. */
  readonly epsilon: number | null;
  readonly rows: number;
  /** The data, with a column of ones for the bias: [rows, inputs + 1]. */
  readonly inputs: Tensor2D;
  /** [rows, outputs]. */
  readonly targets: Tensor2D;
  /** [rows, 1]. */
  readonly ones: Tensor2D;
  /** 2/(n·K), the factor of the loss's derivatives in the predictions. */
  readonly outputFactor: number;
}

/** Copies the data into float32 tensors on the current backend; they live until they are disposed of. */
export function networkOf(
  tf: Tensorflow,
  { activation, batchNorm }: MlpSpecification,
  inputs: Matrix,
  targets: Matrix,
): Network {
  const { rows } = inputs;
  const ones: Tensor2D = tf.keep(tf.ones([rows, 1]));
  return {
    tf,
    activation: activationFunction(tf, activation),
    epsilon: batchNorm?.epsilon ?? null,
    rows,
    inputs: tf.keep(tf.tidy(() => tf.concat2d([toTensor(tf, inputs), ones], 1))),
    targets: tf.keep(toTensor(tf, targets)),
    ones,
    outputFactor: 2 / (rows * targets.columns),
  };
}

function toTensor(tf: Tensorflow, { rows, columns, values }: Matrix): Tensor2D {
  return tf.tensor2d(new Float32Array(values), [rows, columns]);
}
