import { at, build, map, matMul, type NdArray, zip } from '../array.ts';
import type { OpCase } from '../op-case.ts';
import { sigmoid } from './activations.ts';
import { type Layer, layerCase } from './layer-case.ts';

const [BATCH, STEPS, FEATURES, UNITS] = [2, 3, 2, 2];
const INPUT = [BATCH, STEPS, FEATURES];
const hardSigmoid = (x: number) => Math.min(Math.max(0.2 * x + 0.5, 0), 1);

const add = (a: NdArray, b: NdArray) => zip(a, b, (x, y) => x + y);
const times = (a: NdArray, b: NdArray) => zip(a, b, (x, y) => x * y);
const zeros = () => build([BATCH, UNITS], () => 0);
const stepOf = (x: NdArray, t: number) => build([BATCH, FEATURES], ([b, j]) => at(x, b!, t, j!));
/** Columns of gate number `gate`. */
const gateOf = (a: NdArray, gate: number) =>
  build([a.shape[0]!, UNITS], ([i, j]) => at(a, i!, gate * UNITS + j!));

/** h ← tanh(x·W + h·U + b). */
function simpleRnn(
  x: NdArray,
  kernel: NdArray,
  recurrent: NdArray,
  bias: NdArray,
  order = [0, 1, 2],
): NdArray {
  return order.reduce(
    (h, t) => map(add(add(matMul(stepOf(x, t), kernel), matMul(h, recurrent)), bias), Math.tanh),
    zeros(),
  );
}

/** Cho et al. 2014, reset gate applied before the recurrent product, as tf.layers.gru has it. */
function gru(x: NdArray, kernel: NdArray, recurrent: NdArray, bias: NdArray): NdArray {
  let h = zeros();
  for (let t = 0; t < STEPS; t++) {
    const drive = add(matMul(stepOf(x, t), kernel), bias);
    const update = map(add(gateOf(drive, 0), matMul(h, gateOf(recurrent, 0))), hardSigmoid);
    const reset = map(add(gateOf(drive, 1), matMul(h, gateOf(recurrent, 1))), hardSigmoid);
    const candidate = map(add(gateOf(drive, 2), matMul(times(reset, h), gateOf(recurrent, 2))), Math.tanh);
    h = add(
      times(update, h),
      times(
        map(update, (z) => 1 - z),
        candidate,
      ),
    );
  }
  return h;
}

/** Hochreiter and Schmidhuber 1997 with forget gate; gates in the order input, forget, candidate, output. */
function lstm(
  x: NdArray,
  kernel: NdArray,
  recurrent: NdArray,
  bias: NdArray,
  gate: (x: number) => number,
): NdArray {
  let [h, c] = [zeros(), zeros()];
  for (let t = 0; t < STEPS; t++) {
    const z = add(add(matMul(stepOf(x, t), kernel), matMul(h, recurrent)), bias);
    c = add(times(map(gateOf(z, 1), gate), c), times(map(gateOf(z, 0), gate), map(gateOf(z, 2), Math.tanh)));
    h = times(map(gateOf(z, 3), gate), map(c, Math.tanh));
  }
  return h;
}

const weights = (gates: number) => [[FEATURES, gates * UNITS], [UNITS, gates * UNITS], [gates * UNITS]];

export const recurrentCases: readonly OpCase[] = [
  layerCase({
    op: 'SimpleRNN',
    create: (tf) => tf.layers.simpleRNN({ units: UNITS }) as unknown as Layer,
    input: INPUT,
    weights: weights(1),
    reference: (x, kernel, recurrent, bias) => simpleRnn(x, kernel!, recurrent!, bias!),
  }),
  layerCase({
    op: 'Bidirectional',
    create: (tf) =>
      tf.layers.bidirectional({
        layer: tf.layers.simpleRNN({ units: UNITS }) as never,
        mergeMode: 'sum',
      }) as unknown as Layer,
    input: INPUT,
    weights: [...weights(1), ...weights(1)],
    reference: (x, k1, r1, b1, k2, r2, b2) =>
      add(simpleRnn(x, k1!, r1!, b1!), simpleRnn(x, k2!, r2!, b2!, [2, 1, 0])),
  }),
  layerCase({
    op: 'GRU',
    create: (tf) => tf.layers.gru({ units: UNITS }) as unknown as Layer,
    input: INPUT,
    weights: weights(3),
    reference: (x, kernel, recurrent, bias) => gru(x, kernel!, recurrent!, bias!),
  }),
  layerCase({
    op: 'LSTM',
    create: (tf) => tf.layers.lstm({ units: UNITS }) as unknown as Layer,
    input: INPUT,
    weights: weights(4),
    reference: (x, kernel, recurrent, bias) => lstm(x, kernel!, recurrent!, bias!, hardSigmoid),
  }),
  layerCase({
    op: 'LSTM',
    variant: 'with sigmoid gates',
    create: (tf) => tf.layers.lstm({ units: UNITS, recurrentActivation: 'sigmoid' }) as unknown as Layer,
    input: INPUT,
    weights: weights(4),
    reference: (x, kernel, recurrent, bias) => lstm(x, kernel!, recurrent!, bias!, sigmoid),
  }),
];
