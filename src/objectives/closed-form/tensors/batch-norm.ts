import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import type { NormalizationStatistics } from '../../contract.ts';
import type { Tensorflow } from '../../tfjs/tensorflow.ts';
import type { BatchNormTensors } from './layers.ts';
import type { BatchNormBackward, BatchNormForward } from './pass.ts';

/**
 * Batch norm (Ioffe and Szegedy 2015, algorithm 1), over n rows:
 *
 *     μ = 1/n Σ z,   σ² = 1/n Σ (z − μ)²  (the biased variance)
 *     s = 1/√(σ² + ε),   x̂ = (z − μ)·s,   y = γ·x̂ + β
 *
 * @param z [rows, units]
 * @param running statistics in place of the batch's own
 */
export function normalize(
  tf: Tensorflow,
  epsilon: number,
  { gamma, beta }: BatchNormTensors,
  z: Tensor2D,
  running?: NormalizationStatistics,
): { output: Tensor2D; pass: BatchNormForward } {
  const given = (values: Float64Array) => tf.tensor1d(new Float32Array(values));
  const mean = running ? given(running.mean) : tf.mean<Tensor1D>(z, 0);
  const centred: Tensor2D = tf.sub(z, mean);
  const variance = running ? given(running.variance) : tf.mean<Tensor1D>(tf.square(centred), 0);
  const inverseDeviation = tf.rsqrt(tf.add<Tensor1D>(variance, epsilon));
  const normalized: Tensor2D = tf.mul(centred, inverseDeviation);
  return {
    output: tf.add(tf.mul(normalized, gamma), beta),
    pass: { mean, variance, inverseDeviation, normalized },
  };
}

/**
 * Back through batch norm, statistics included (they depend on every row of the batch):
 *
 *     ∂L/∂β = Σ ∂L/∂y,   ∂L/∂γ = Σ ∂L/∂y·x̂
 *     t = ∂L/∂y − 1/n·∂L/∂β − 1/n·∂L/∂γ·x̂
 *     ∂L/∂z = γ·s·t
 *
 * @param upstream ∂L/∂y, [rows, units]
 */
export function normalizeBackward(
  tf: Tensorflow,
  rows: number,
  scale: Tensor1D,
  { inverseDeviation, normalized }: BatchNormForward,
  upstream: Tensor2D,
): { delta: Tensor2D; pass: BatchNormBackward } {
  const beta = tf.sum<Tensor1D>(upstream, 0);
  const gamma = tf.sum<Tensor1D>(tf.mul(upstream, normalized), 0);
  const along = tf.add(tf.mul(normalized, tf.div(gamma, rows)), tf.div(beta, rows));
  const projected: Tensor2D = tf.sub(upstream, along);
  return {
    delta: tf.mul(projected, tf.mul(scale, inverseDeviation)),
    pass: { upstream, projected, gamma, beta },
  };
}
