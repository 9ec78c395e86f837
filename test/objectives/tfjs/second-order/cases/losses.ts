import type { SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import { alongLast, build, mean, type NdArray } from '../array.ts';
import type { OpCase, Tensorflow } from '../op-case.ts';
import { logSoftmax, sigmoid, softplus } from './activations.ts';

const ROWS = 3;
const COLUMNS = 4;
const EPSILON = 1e-7;
/** Targets of all losses, [3, 4]. */
const TARGETS = [0.2, 1.3, -0.7, 0.5, 2.1, -1.2, 0.9, 0.1, -0.3, 0.8, 1.7, -0.6];
const ONE_HOT = [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1];
const SIGNS = TARGETS.map(Math.sign);
const PROBABILITIES = [0.1, 0.2, 0.3, 0.4, 0.25, 0.25, 0.4, 0.1, 0.7, 0.1, 0.1, 0.1];
const CLASSES = [1, 0, 3];

/** Into (0, 1), as probabilities must be, away from where losses clip them. */
const probability = (x: number) => 0.1 + 0.8 * sigmoid(x);
const positive = (x: number) => 0.5 + x * x;

type RowLoss = (target: number[], prediction: number[]) => number;
const meanOf =
  (f: (t: number, p: number) => number): RowLoss =>
  (target, prediction) =>
    mean(target.map((t, i) => f(t, prediction[i]!)));

/** A loss by its name in `model.compile`: one number a row. */
function layerLoss(
  op: string,
  targets: readonly number[],
  reference: RowLoss,
  more: Partial<OpCase> = {},
): OpCase {
  return {
    op,
    shapes: [[ROWS, COLUMNS]],
    output: (tf, [prediction]) =>
      compiledLoss(tf, op)(tf.tensor2d([...targets], [ROWS, COLUMNS]), prediction!),
    reference: ([prediction]) => perRow(targets, prediction!, reference),
    ...more,
  };
}

function perRow(targets: readonly number[], prediction: NdArray, loss: RowLoss): NdArray {
  let row = 0;
  return alongLast(prediction, (values) => {
    const target = targets.slice(row * COLUMNS, ++row * COLUMNS);
    return [loss([...target], values)];
  });
}

const compiled = new Map<string, (target: Tensor, prediction: Tensor) => Tensor>();

/** The only public way to a loss of tf.layers is to compile a model with it. */
function compiledLoss(tf: Tensorflow, loss: string): (target: Tensor, prediction: Tensor) => Tensor {
  if (!compiled.has(loss)) {
    const inputs = tf.input({ shape: [COLUMNS] });
    const outputs = tf.layers.activation({ activation: 'linear' }).apply(inputs) as SymbolicTensor;
    const model = tf.model({ inputs, outputs });
    model.compile({ loss, optimizer: 'sgd' });
    compiled.set(loss, model.lossFunctions[0]! as (target: Tensor, prediction: Tensor) => Tensor);
  }
  return compiled.get(loss)!;
}

const square = (x: number) => x * x;
const dot = (a: number[], b: number[]) => a.reduce((total, x, i) => total + x * b[i]!, 0);
const unit = (a: number[]) => a.map((x) => x / Math.sqrt(dot(a, a)));
const normalized = (a: number[]) => a.map((x) => x / a.reduce((total, y) => total + y, 0));
const crossEntropy: RowLoss = (target, p) => -dot(target, normalized(p).map(Math.log));

export const layerLossCases: readonly OpCase[] = [
  layerLoss(
    'meanSquaredError',
    TARGETS,
    meanOf((t, p) => square(t - p)),
  ),
  layerLoss(
    'meanAbsoluteError',
    TARGETS,
    meanOf((t, p) => Math.abs(t - p)),
  ),
  layerLoss(
    'meanAbsolutePercentageError',
    TARGETS,
    (t, p) => 100 * meanOf((a, b) => Math.abs((a - b) / Math.abs(a)))(t, p),
  ),
  layerLoss(
    'meanSquaredLogarithmicError',
    PROBABILITIES,
    meanOf((t, p) => square(Math.log1p(t) - Math.log1p(p))),
    { point: positive },
  ),
  layerLoss(
    'squaredHinge',
    SIGNS,
    meanOf((t, p) => square(Math.max(1 - t * p, 0))),
  ),
  layerLoss(
    'hinge',
    SIGNS,
    meanOf((t, p) => Math.max(1 - t * p, 0)),
  ),
  layerLoss('categoricalHinge', ONE_HOT, (t, p) =>
    Math.max(1 + Math.max(...p.map((x, i) => (1 - t[i]!) * x)) - dot(t, p), 0),
  ),
  layerLoss(
    'logcosh',
    TARGETS,
    meanOf((t, p) => Math.log(Math.cosh(p - t))),
  ),
  layerLoss('categoricalCrossentropy', PROBABILITIES, crossEntropy, { point: probability }),
  layerLoss('sparseCategoricalCrossentropy', ONE_HOT, crossEntropy, {
    point: probability,
    output: (tf, [p]) =>
      compiledLoss(tf, 'sparseCategoricalCrossentropy')(tf.tensor2d(CLASSES, [ROWS, 1]), p!),
  }),
  layerLoss(
    'binaryCrossentropy',
    PROBABILITIES,
    meanOf((t, p) => -t * Math.log(p) - (1 - t) * Math.log(1 - p)),
    { point: probability },
  ),
  layerLoss(
    'kullbackLeiblerDivergence',
    PROBABILITIES,
    (t, p) =>
      dot(
        t,
        t.map((x, i) => Math.log(x / p[i]!)),
      ),
    {
      point: probability,
    },
  ),
  layerLoss(
    'poisson',
    PROBABILITIES,
    meanOf((t, p) => p - t * Math.log(p + EPSILON)),
    { point: positive },
  ),
  layerLoss('cosineProximity', TARGETS, (t, p) => -dot(unit(t), unit(p))),
];

/** A loss of `tf.losses`: the mean over all entries. */
function coreLoss(
  op: string,
  targets: readonly number[],
  output: (tf: Tensorflow, labels: Tensor, prediction: Tensor) => Tensor,
  f: (t: number, p: number) => number,
  more: Partial<OpCase> = {},
): OpCase {
  return {
    op: `losses.${op}`,
    shapes: [[ROWS, COLUMNS]],
    output: (tf, [prediction]) => output(tf, tf.tensor2d([...targets], [ROWS, COLUMNS]), prediction!),
    reference: ([prediction]) => build([], () => mean(targets.map((t, i) => f(t, prediction!.data[i]!)))),
    ...more,
  };
}

const huber = (error: number) => (error <= 1 ? square(error) / 2 : error - 0.5);

export const coreLossCases: readonly OpCase[] = [
  coreLoss(
    'absoluteDifference',
    TARGETS,
    (tf, t, p) => tf.losses.absoluteDifference(t, p),
    (t, p) => Math.abs(t - p),
  ),
  coreLoss(
    'hingeLoss',
    ONE_HOT,
    (tf, t, p) => tf.losses.hingeLoss(t, p),
    (t, p) => Math.max(1 - (2 * t - 1) * p, 0),
  ),
  coreLoss(
    'huberLoss',
    TARGETS,
    (tf, t, p) => tf.losses.huberLoss(t, p),
    (t, p) => huber(Math.abs(t - p)),
  ),
  coreLoss(
    'logLoss',
    PROBABILITIES,
    (tf, t, p) => tf.losses.logLoss(t, p),
    (t, p) => -t * Math.log(p + EPSILON) - (1 - t) * Math.log(1 - p + EPSILON),
    { point: probability },
  ),
  coreLoss(
    'meanSquaredError',
    TARGETS,
    (tf, t, p) => tf.losses.meanSquaredError(t, p),
    (t, p) => square(t - p),
  ),
  coreLoss(
    'sigmoidCrossEntropy',
    PROBABILITIES,
    (tf, t, p) => tf.losses.sigmoidCrossEntropy(t, p),
    (t, p) => softplus(p) - t * p,
  ),
  {
    op: 'losses.cosineDistance',
    shapes: [[ROWS, COLUMNS]],
    output: (tf, [p]) => tf.losses.cosineDistance(tf.tensor2d(TARGETS, [ROWS, COLUMNS]), p!, 1),
    reference: ([p]) => build([], () => mean([...perRow(TARGETS, p!, (t, row) => 1 - dot(t, row)).data])),
  },
  {
    op: 'losses.softmaxCrossEntropy',
    shapes: [[ROWS, COLUMNS]],
    output: (tf, [p]) => tf.losses.softmaxCrossEntropy(tf.tensor2d(PROBABILITIES, [ROWS, COLUMNS]), p!),
    reference: ([p]) =>
      build([], () => mean([...perRow(PROBABILITIES, p!, (t, row) => -dot(t, logSoftmax(row))).data])),
  },
];
