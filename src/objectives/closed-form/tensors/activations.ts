import type { Tensor2D } from '@tensorflow/tfjs';
import type { Activation } from '../../../models/specification.ts';
import type { Tensorflow } from '../../tfjs/tensorflow.ts';

/**
 * An activation φ entry by entry, with its derivatives from the value a = φ(y). Null stands for what costs no
 * operation: a slope of 1, a bend of 0.
 *
 * | φ       | φ'(y)     | φ''(y)/φ'(y) |
 * |---------|-----------|--------------|
 * | linear  | 1         | 0            |
 * | relu    | [a > 0]   | 0            |
 * | sigmoid | a(1 − a)  | 1 − 2a       |
 * | tanh    | 1 − a²    | −2a          |
 */
export interface ActivationFunction {
  value(y: Tensor2D): Tensor2D;
  /** φ'(y); relu'(0) = 0, as in TensorFlow and PyTorch. */
  slope(a: Tensor2D): Tensor2D | null;
  /** φ''(y)/φ'(y), in closed form: nothing is divided by a slope that may be 0. */
  relativeBend(a: Tensor2D): Tensor2D | null;
}

/** The activation of that name, in operations of `tf`. */
export function activationFunction(tf: Tensorflow, name: Activation): ActivationFunction {
  switch (name) {
    case 'linear':
      return { value: (y) => y, slope: () => null, relativeBend: () => null };
    case 'relu':
      return { value: tf.relu, slope: (a) => tf.cast(tf.greater(a, 0), 'float32'), relativeBend: () => null };
    case 'sigmoid':
      return {
        value: tf.sigmoid,
        slope: (a) => tf.mul(a, tf.sub(1, a)),
        relativeBend: (a) => tf.sub(1, tf.mul(a, 2)),
      };
    case 'tanh':
      return {
        value: tf.tanh,
        slope: (a) => tf.sub(1, tf.square(a)),
        relativeBend: (a) => tf.mul(a, -2),
      };
  }
}
