import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import type { Tensorflow } from '../../tfjs/tensorflow.ts';
import type { BatchNormTensors } from './layers.ts';
import type { BatchNormBackward, BatchNormForward, BatchNormTangent } from './pass.ts';

/**
 * R of batch norm's forward pass. With z̃ = R{z} − mean of R{z}, and Σ x̂ = 0:
 *
 *     c = mean of x̂·z̃        R{σ²} = 2·c/s,  hence R{s} = −½·s³·R{σ²} = −s²·c
 *     R{x̂} = s·z̃ + (z − μ)·R{s} = s·(z̃ − c·x̂)
 *     R{y} = V_γ·x̂ + γ·R{x̂} + V_β
 *
 * @param direction V_γ and V_β
 * @param rz R{z}, [rows, units]
 * @returns R{y} and what the backward pass needs
 */
export function rNormalize(
  tf: Tensorflow,
  { gamma }: BatchNormTensors,
  direction: BatchNormTensors,
  { inverseDeviation: s, normalized: x }: BatchNormForward,
  rz: Tensor2D,
): { output: Tensor2D; tangent: BatchNormTangent } {
  const centred: Tensor2D = tf.sub(rz, tf.mean(rz, 0));
  const correlation = tf.mean<Tensor1D>(tf.mul(x, centred), 0);
  const normalized: Tensor2D = tf.mul(s, tf.sub(centred, tf.mul(correlation, x)));
  return {
    output: tf.add(tf.add(tf.mul(direction.gamma, x), tf.mul(gamma, normalized)), direction.beta),
    tangent: { normalized, correlation },
  };
}

/**
 * R of batch norm's backward pass, product rule on `normalizeBackward` line by line:
 *
 *     R{∂L/∂β} = Σ R{∂L/∂y},   R{∂L/∂γ} = Σ (R{∂L/∂y}·x̂ + ∂L/∂y·R{x̂})
 *     R{t} = R{∂L/∂y} − 1/n·(R{∂L/∂β} + R{∂L/∂γ}·x̂ + ∂L/∂γ·R{x̂})
 *     R{∂L/∂z} = (V_γ·s + γ·R{s})·t + γ·s·R{t},   R{s} = −s²·c
 *
 * @param scale γ
 * @param vGamma V_γ
 * @param rUpstream R{∂L/∂y}, [rows, units]
 * @returns R{∂L/∂z}, R{∂L/∂γ} and R{∂L/∂β}
 */
export function rNormalizeBackward(
  tf: Tensorflow,
  rows: number,
  scale: Tensor1D,
  vGamma: Tensor1D,
  { inverseDeviation: s, normalized: x }: BatchNormForward,
  { upstream, projected, gamma: dGamma }: BatchNormBackward,
  { normalized: rX, correlation: c }: BatchNormTangent,
  rUpstream: Tensor2D,
): { delta: Tensor2D } & BatchNormTensors {
  const beta = tf.sum<Tensor1D>(rUpstream, 0);
  const gamma = tf.sum<Tensor1D>(tf.add(tf.mul(rUpstream, x), tf.mul(upstream, rX)), 0);
  const perRow = (sum: Tensor1D) => tf.div<Tensor1D>(sum, rows);
  const along = tf.add(tf.mul(perRow(gamma), x), tf.mul(perRow(dGamma), rX));
  const rProjected = tf.sub(tf.sub(rUpstream, along), perRow(beta));
  const scaleS = tf.mul(scale, s);
  const rScale = tf.sub(tf.mul(vGamma, s), tf.mul(scaleS, tf.mul(s, c)));
  return { delta: tf.add(tf.mul(rScale, projected), tf.mul(scaleS, rProjected)), gamma, beta };
}
