import type { Tensor } from '@tensorflow/tfjs';
import {
  alongLast,
  at,
  build,
  map,
  matMul,
  mean,
  type NdArray,
  reshape,
  sum,
  vector,
  zip,
} from '../array.ts';
import type { OpCase, Tensorflow } from '../op-case.ts';
import { type Layer, layerCase } from './layer-case.ts';

const SHAPE = [3, 4];
const TOKENS = [2, 0, 1, 2];

const dense = (x: NdArray, kernel: NdArray, bias: NdArray) => zip(matMul(x, kernel), bias, (a, b) => a + b);

/** A layer that only moves entries. */
function moving(
  op: string,
  create: (tf: Tensorflow) => Layer,
  input: readonly number[],
  reference: (x: NdArray) => NdArray,
): OpCase {
  return layerCase({ op, create, input, reference });
}

/** A layer of two inputs of the same shape. */
function merging(
  op: string,
  create: (tf: Tensorflow) => { apply(inputs: Tensor[]): unknown },
  reference: (a: NdArray, b: NdArray) => NdArray,
): OpCase {
  return {
    op,
    shapes: [SHAPE, SHAPE],
    output: (tf, [a, b]) => create(tf).apply([a!, b!]) as Tensor,
    reference: ([a, b]) => reference(a!, b!),
  };
}

export const layerCases: readonly OpCase[] = [
  layerCase({
    op: 'Dense',
    create: (tf) => tf.layers.dense({ units: 2 }),
    input: SHAPE,
    weights: [[4, 2], [2]],
    reference: (x, kernel, bias) => dense(x, kernel!, bias!),
  }),
  layerCase({
    op: 'TimeDistributed',
    create: (tf) => tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 2 }) }) as unknown as Layer,
    input: [2, 3, 4],
    weights: [[4, 2], [2]],
    reference: (x, kernel, bias) => reshape(dense(reshape(x, [6, 4]), kernel!, bias!), [2, 3, 2]),
  }),
  layerCase({
    op: 'PReLU',
    create: (tf) => tf.layers.prelu() as unknown as Layer,
    input: SHAPE,
    weights: [[4]],
    reference: (x, alpha) => zip(x, alpha!, (value, slope) => (value < 0 ? slope * value : value)),
  }),
  {
    op: 'Embedding',
    shapes: [[3, 2]],
    output: (tf, [table]) => {
      const layer = tf.layers.embedding({ inputDim: 3, outputDim: 2 });
      layer.apply(tf.zeros([1, 1]));
      const weight = layer.trainableWeights[0]!;
      weight.dispose();
      (weight as unknown as { val: Tensor; refCount: number }).val = table!;
      Object.defineProperty(weight, 'isDisposed', { value: false });
      return layer.apply(tf.tensor2d(TOKENS, [2, 2])) as Tensor;
    },
    reference: ([table]) => build([2, 2, 2], ([i, j, k]) => at(table!, TOKENS[2 * i! + j!]!, k!)),
  },
  moving(
    'Flatten',
    (tf) => tf.layers.flatten() as unknown as Layer,
    [2, 3, 2],
    (x) => reshape(x, [2, 6]),
  ),
  moving(
    'Reshape',
    (tf) => tf.layers.reshape({ targetShape: [3, 2] }) as unknown as Layer,
    [2, 6],
    (x) => reshape(x, [2, 3, 2]),
  ),
  moving(
    'Permute',
    (tf) => tf.layers.permute({ dims: [2, 1] }) as unknown as Layer,
    [2, 3, 2],
    (x) => build([2, 2, 3], ([b, i, j]) => at(x, b!, j!, i!)),
  ),
  moving(
    'RepeatVector',
    (tf) => tf.layers.repeatVector({ n: 3 }) as unknown as Layer,
    SHAPE,
    (x) => build([3, 3, 4], ([b, , j]) => at(x, b!, j!)),
  ),
  moving(
    'Cropping2D',
    (tf) =>
      tf.layers.cropping2D({
        cropping: [
          [1, 0],
          [0, 1],
        ],
      }) as unknown as Layer,
    [1, 3, 3, 2],
    (x) => build([1, 2, 2, 2], ([b, i, j, c]) => at(x, b!, i! + 1, j!, c!)),
  ),
  moving(
    'ZeroPadding2D',
    (tf) =>
      tf.layers.zeroPadding2d({
        padding: [
          [1, 0],
          [0, 1],
        ],
      }) as unknown as Layer,
    [1, 2, 2, 2],
    (x) => build([1, 3, 3, 2], ([b, i, j, c]) => at(x, b!, i! - 1, j!, c!)),
  ),
  moving(
    'UpSampling2D',
    (tf) => tf.layers.upSampling2d({ size: [2, 3] }) as unknown as Layer,
    [2, 2, 3, 2],
    (x) => build([2, 4, 9, 2], ([b, i, j, c]) => at(x, b!, i! >> 1, Math.floor(j! / 3), c!)),
  ),
  layerCase({
    op: 'Masking',
    create: (tf) => tf.layers.masking({ maskValue: 5 }) as unknown as Layer,
    input: [2, 3, 2],
    // No row is masked: the mask itself is what is differentiated through.
    reference: (x) => x,
  }),
  merging(
    'Add',
    (tf) => tf.layers.add() as never,
    (a, b) => zip(a, b, (x, y) => x + y),
  ),
  merging(
    'Multiply',
    (tf) => tf.layers.multiply() as never,
    (a, b) => zip(a, b, (x, y) => x * y),
  ),
  merging(
    'Average',
    (tf) => tf.layers.average() as never,
    (a, b) => zip(a, b, (x, y) => (x + y) / 2),
  ),
  merging(
    'Maximum',
    (tf) => tf.layers.maximum() as never,
    (a, b) => zip(a, b, Math.max),
  ),
  merging(
    'Minimum',
    (tf) => tf.layers.minimum() as never,
    (a, b) => zip(a, b, Math.min),
  ),
  merging(
    'Concatenate',
    (tf) => tf.layers.concatenate() as never,
    (a, b) => build([3, 8], ([i, j]) => (j! < 4 ? at(a, i!, j!) : at(b, i!, j! - 4))),
  ),
  merging(
    'Dot',
    (tf) => tf.layers.dot({ axes: 1 }) as never,
    (a, b) => build([3, 1], ([i]) => sum(4, (j) => at(a, i!, j) * at(b, i!, j))),
  ),
];

const EPSILON = 1e-3;

/** (x − mean) / √(variance + ε) over the first axes, with scale and shift by the last. */
function batchNormalized(x: NdArray, gamma: NdArray, beta: NdArray): NdArray {
  const channels = gamma.data.length;
  const rows = x.data.length / channels;
  const column = (c: number) => Array.from({ length: rows }, (_, r) => x.data[r * channels + c]!);
  const statistics = Array.from({ length: channels }, (_, c) => {
    const average = mean(column(c));
    return { average, variance: mean(column(c).map((v) => (v - average) ** 2)) };
  });
  return map(x, (v, flat) => {
    const c = flat % channels;
    const { average, variance } = statistics[c]!;
    return (gamma.data[c]! * (v - average)) / Math.sqrt(variance + EPSILON) + beta.data[c]!;
  });
}

export const normalizationCases: readonly OpCase[] = [
  ...[
    [5, 3],
    [2, 3, 3],
    [2, 2, 2, 3],
  ].map((input) =>
    layerCase({
      op: 'BatchNormalization',
      variant: `training, rank ${input.length}`,
      create: (tf) => tf.layers.batchNormalization({ epsilon: EPSILON }) as unknown as Layer,
      input,
      weights: [[3], [3]],
      training: true,
      reference: (x, gamma, beta) => batchNormalized(x, gamma!, beta!),
    }),
  ),
  layerCase({
    op: 'BatchNormalization',
    variant: 'inference',
    create: (tf) => tf.layers.batchNormalization({ epsilon: EPSILON }) as unknown as Layer,
    input: [5, 3],
    weights: [[3], [3]],
    // A fresh layer has running mean 0 and variance 1.
    reference: (x, gamma, beta) =>
      map(x, (v, flat) => (gamma!.data[flat % 3]! * v) / Math.sqrt(1 + EPSILON) + beta!.data[flat % 3]!),
  }),
  layerCase({
    op: 'BatchNormalization',
    variant: 'without shift, at which TensorFlow.js alone stumbles',
    create: (tf) => tf.layers.batchNormalization({ epsilon: EPSILON, center: false }) as unknown as Layer,
    input: [5, 3],
    weights: [[3]],
    reference: (x, gamma) => map(x, (v, flat) => (gamma!.data[flat % 3]! * v) / Math.sqrt(1 + EPSILON)),
  }),
  {
    op: 'BatchNormalization',
    variant: 'tf.batchNorm with neither scale nor shift',
    shapes: [[5, 3]],
    output: (tf, [x]) => {
      const { mean: average, variance } = tf.moments(x!, 0);
      return tf.batchNorm(x!, average as never, variance as never, undefined, undefined, EPSILON);
    },
    reference: ([x]) => batchNormalized(x!, vector(1, 1, 1), vector(0, 0, 0)),
  },
  layerCase({
    op: 'LayerNormalization',
    create: (tf) => tf.layers.layerNormalization({ epsilon: EPSILON }) as unknown as Layer,
    input: [3, 4],
    weights: [[4], [4]],
    reference: (x, gamma, beta) => {
      const normalized = alongLast(x, (row) => {
        const average = mean(row);
        const variance = mean(row.map((v) => (v - average) ** 2));
        return row.map((v) => (v - average) / Math.sqrt(variance + EPSILON));
      });
      return map(normalized, (v, flat) => gamma!.data[flat % 4]! * v + beta!.data[flat % 4]!);
    },
  }),
];
