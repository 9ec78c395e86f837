import type { Tensor } from '@tensorflow/tfjs';
import { alongLast, map, type NdArray, zip } from '../array.ts';
import type { OpCase, Tensorflow } from '../op-case.ts';

export const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
export const softplus = (x: number) => Math.log1p(Math.exp(x));
const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

/** The error function by Abramowitz and Stegun 7.1.26, which the plain and WASM backends also use: it is not exact. */
export function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const series = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
  const polynomial = series.reduce((total, a) => (total + a) * t, 0);
  return Math.sign(x) * (1 - polynomial * Math.exp(-x * x));
}

export function softmax(row: number[]): number[] {
  const exponentials = row.map(Math.exp);
  const total = exponentials.reduce((a, b) => a + b);
  return exponentials.map((e) => e / total);
}

export const logSoftmax = (row: number[]) => softmax(row).map(Math.log);

const SHAPE = [3, 4];

/** The activations of tf.layers, each through a layer of its own. */
const scalarActivations: Record<string, (x: number) => number> = {
  linear: (x) => x,
  relu: (x) => Math.max(x, 0),
  relu6: (x) => Math.min(Math.max(x, 0), 6),
  elu: (x) => (x < 0 ? Math.expm1(x) : x),
  selu: (x) => SELU_SCALE * (x < 0 ? SELU_ALPHA * Math.expm1(x) : x),
  sigmoid,
  hardSigmoid: (x) => Math.min(Math.max(0.2 * x + 0.5, 0), 1),
  softplus,
  softsign: (x) => x / (1 + Math.abs(x)),
  tanh: Math.tanh,
  swish: (x) => x * sigmoid(x),
  mish: (x) => x * Math.tanh(softplus(x)),
  gelu: (x) => x * 0.5 * (1 + erf(x / Math.SQRT2)),
  gelu_new: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
};

function activation(op: string, reference: (x: NdArray) => NdArray): OpCase {
  return {
    op,
    shapes: [SHAPE],
    // Wide enough to reach the flat ends of relu6 and hardSigmoid.
    point: (x) => 3 * x,
    output: (tf, [x]) => tf.layers.activation({ activation: op as 'relu' }).apply(x!) as Tensor,
    reference: ([x]) => reference(x!),
  };
}

function advanced(
  op: string,
  create: (tf: Tensorflow) => { apply(x: Tensor): unknown },
  f: (x: number) => number,
): OpCase {
  return {
    op,
    shapes: [SHAPE],
    output: (tf, [x]) => create(tf).apply(x!) as Tensor,
    reference: ([x]) => map(x!, f),
  };
}

export const activationCases: readonly OpCase[] = [
  ...Object.entries(scalarActivations).map(([op, f]) => activation(op, (x) => map(x, f))),
  activation('softmax', (x) => alongLast(x, softmax)),
  activation('logSoftmax', (x) => alongLast(x, logSoftmax)),
  advanced(
    'ReLU',
    (tf) => tf.layers.reLU(),
    (x) => Math.max(x, 0),
  ),
  advanced(
    'LeakyReLU',
    (tf) => tf.layers.leakyReLU({ alpha: 0.3 }),
    (x) => (x < 0 ? 0.3 * x : x),
  ),
  advanced(
    'ELU',
    (tf) => tf.layers.elu({ alpha: 1 }),
    (x) => (x < 0 ? Math.expm1(x) : x),
  ),
  advanced(
    'ThresholdedReLU',
    (tf) => tf.layers.thresholdedReLU({ theta: 0.4 }),
    (x) => (x > 0.4 ? x : 0),
  ),
  {
    op: 'Softmax',
    shapes: [SHAPE],
    output: (tf, [x]) => tf.layers.softmax().apply(x!) as Tensor,
    reference: ([x]) => alongLast(x!, softmax),
  },
  {
    op: 'relu6',
    variant: 'the function of tf, which the layer does not use',
    shapes: [SHAPE],
    point: (x) => 5 * x,
    output: (tf, [x]) => tf.relu6(x!),
    reference: ([x]) => map(x!, scalarActivations.relu6!),
  },
  {
    op: 'prelu',
    shapes: [SHAPE, [4]],
    output: (tf, [x, alpha]) => tf.prelu(x!, alpha!),
    reference: ([x, alpha]) => zip(x!, alpha!, (value, slope) => (value < 0 ? slope * value : value)),
  },
  {
    op: 'leakyRelu',
    shapes: [SHAPE],
    output: (tf, [x]) => tf.leakyRelu(x!, 0.1),
    reference: ([x]) => map(x!, (value) => (value < 0 ? Math.fround(0.1) * value : value)),
  },
  {
    op: 'logSigmoid',
    shapes: [SHAPE],
    output: (tf, [x]) => tf.logSigmoid(x!),
    reference: ([x]) => map(x!, (value) => -softplus(-value)),
  },
];
