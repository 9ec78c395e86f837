import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs';
import { mlpLayout } from '../../models/layout.ts';
import type { Activation, MlpSpecification } from '../../models/specification.ts';
import type { Matrix } from '../../numerics/matrix.ts';
import type { MlpObjective, NormalizationStatistics } from '../contract.ts';
import type { TensorProgram } from './program.ts';
import { TensorObjective, tensorsOf } from './tensor-objective.ts';
import type { Tensorflow } from './tensorflow.ts';

/**
 * The MLP's mean squared error in TensorFlow.js operations: the same formulas as the closed form, written so
 * that autodiff differentiates every one of them, batch statistics included.
 *
 * @param inputs [rows, inputs]
 * @param targets [rows, outputs]
 */
export function tfjsMlpObjective(
  tf: Tensorflow,
  specification: MlpSpecification,
  inputs: Matrix,
  targets: Matrix,
): MlpObjective {
  checkShapes(specification, inputs, targets);
  const layout = mlpLayout(specification);
  const x = toTensor(tf, inputs);
  const y = toTensor(tf, targets);
  let seen: { point: Float64Array; statistics: NormalizationStatistics[] } | null = null;

  const program: TensorProgram = {
    layout,
    run(parameters, body) {
      const tensors = tensorsOf(tf, layout, parameters);
      const statistics: NormalizationStatistics[] = [];
      const loss = () => {
        const output = forward(tf, specification, tensors, x, (z) => {
          const [mean, variance] = batchMoments(tf, z);
          statistics.push({
            mean: Float64Array.from(mean.dataSync()),
            variance: Float64Array.from(variance.dataSync()),
          });
          return [mean, variance];
        });
        return meanSquaredError(tf, output, y);
      };
      try {
        const result = body(tensors, loss);
        if (statistics.length > 0) seen = { point: parameters.slice(), statistics };
        return result;
      } finally {
        tf.dispose(tensors);
      }
    },
    network(tensors) {
      const outputs = forward(tf, specification, tensors, x, (z) => batchMoments(tf, z));
      return { outputs, loss: meanSquaredError(tf, outputs, y) };
    },
  };
  const objective = new TensorObjective(tf, program);

  return {
    dimension: objective.dimension,
    value: (parameters) => objective.value(parameters),
    gradient: (parameters, out) => objective.gradient(parameters, out),
    linearize: (parameters) => objective.linearize(parameters),
    batchStatistics(parameters) {
      if (!specification.batchNorm) return [];
      if (!seen?.point.every((entry, i) => Object.is(entry, parameters[i]))) objective.value(parameters);
      return seen!.statistics;
    },
    inferenceLoss(parameters, running) {
      return tf.tidy(() => {
        let layer = 0;
        const output = forward(tf, specification, tensorsOf(tf, layout, parameters), x, () => {
          const { mean, variance } = running[layer++]!;
          return [tf.tensor1d(Float32Array.from(mean)), tf.tensor1d(Float32Array.from(variance))];
        });
        return meanSquaredError(tf, output, y).dataSync()[0]!;
      });
    },
    dispose() {
      objective.dispose();
      tf.dispose([x, y]);
    },
  };
}

/** Mean and variance [units] of a batch-norm layer's inputs z [rows, units]. */
type Statistics = (z: Tensor) => [mean: Tensor, variance: Tensor];

function batchMoments(tf: Tensorflow, z: Tensor): [mean: Tensor, variance: Tensor] {
  const mean = tf.mean(z, 0);
  return [mean, tf.mean(tf.square(tf.sub(z, mean)), 0)];
}

/** Predictions [rows, outputs]: affine, batch norm and activation on hidden layers, affine alone on the last. */
function forward(
  tf: Tensorflow,
  { layers, activation, batchNorm }: MlpSpecification,
  parameters: readonly Tensor[],
  inputs: Tensor2D,
  statistics: Statistics,
): Tensor {
  const next = parameters.values();
  const take = () => next.next().value as Tensor;
  let a: Tensor = inputs;
  for (let layer = 1; layer < layers.length; layer++) {
    a = tf.add(tf.matMul(a as Tensor2D, take() as Tensor2D), take());
    if (layer === layers.length - 1) break;
    if (batchNorm) {
      const [mean, variance] = statistics(a);
      const normalized = tf.mul(tf.sub(a, mean), tf.rsqrt(tf.add(variance, batchNorm.epsilon)));
      a = tf.add(tf.mul(normalized, take()), take());
    }
    a = activate(tf, activation, a);
  }
  return a;
}

function activate(tf: Tensorflow, activation: Activation, z: Tensor): Tensor {
  return activation === 'linear' ? z : tf[activation](z);
}

function meanSquaredError(tf: Tensorflow, predictions: Tensor, targets: Tensor): Scalar {
  return tf.mean(tf.square(tf.sub(predictions, targets)));
}

function toTensor(tf: Tensorflow, { rows, columns, values }: Matrix): Tensor2D {
  return tf.tensor2d(Float32Array.from(values), [rows, columns]);
}

function checkShapes({ layers }: MlpSpecification, inputs: Matrix, targets: Matrix): void {
  const expected = `[rows, ${layers[0]}] inputs and [rows, ${layers.at(-1)}] targets with at least one row`;
  const fits =
    inputs.rows > 0 &&
    inputs.rows === targets.rows &&
    inputs.columns === layers[0] &&
    targets.columns === layers.at(-1);
  if (!fits) {
    throw new RangeError(
      `tfjsMlpObjective: expected ${expected}, received [${inputs.rows}, ${inputs.columns}] and [${targets.rows}, ${targets.columns}]`,
    );
  }
}
