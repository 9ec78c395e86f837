import type { Tensor2D } from '@tensorflow/tfjs';
import { normalizeBackward } from './batch-norm.ts';
import type { LayerDerivative, LayerTensors } from './layers.ts';
import type { Network } from './network.ts';
import type { BackwardLayer, ForwardLayer } from './pass.ts';

/** δ = 2/(n·K)·(ŷ − target) of the output layer. */
export function outputDelta({ tf, targets, outputFactor }: Network, predictions: Tensor2D): Tensor2D {
  return tf.mul(tf.sub(predictions, targets), outputFactor);
}

/**
 * The backward pass, from δ of the output layer to the first layer's:
 *
 *     ∂L/∂a = δ₊₁·W₊₁ᵀ                hidden layers
 *     ∂L/∂y = φ'(y)·∂L/∂a
 *     δ = ∂L/∂y, through batch norm where the layer has one
 *
 *     [∂L/∂W; ∂L/∂b] = [a₋₁, 1]ᵀ·δ
 *
 * It is linear in δ of the output layer, the product with the transposed Jacobian of the predictions: with
 * 2/(n·K)·R{ŷ} in the place of δ it gives the product with the Gauss-Newton matrix.
 *
 * @returns one entry a layer; the caller tidies
 */
export function backward(
  { tf, rows }: Network,
  parameters: readonly LayerTensors[],
  passes: readonly ForwardLayer[],
  output: Tensor2D,
): BackwardLayer[] {
  const layers: BackwardLayer[] = [{ delta: output, outer: null, batchNorm: null }];
  for (let layer = passes.length - 2; layer >= 0; layer--) {
    const { kernel } = parameters[layer + 1]!;
    const { slope, batchNorm } = passes[layer]!;
    const outer: Tensor2D = tf.matMul(layers[0]!.delta, kernel, false, true);
    const upstream: Tensor2D = slope ? tf.mul(slope, outer) : outer;
    const { gamma } = parameters[layer]!.batchNorm ?? {};
    const normalization = batchNorm && normalizeBackward(tf, rows, gamma!, batchNorm, upstream);
    layers.unshift({
      delta: normalization ? normalization.delta : upstream,
      outer,
      batchNorm: normalization?.pass ?? null,
    });
  }
  return layers;
}

/** The gradient in the parameters, from what both passes left. */
export function gradientOf(
  { tf }: Network,
  passes: readonly ForwardLayer[],
  layers: readonly BackwardLayer[],
): LayerDerivative[] {
  return layers.map(({ delta, batchNorm }, layer) => ({
    affine: tf.matMul(passes[layer]!.input, delta, true),
    kernelPart: null,
    batchNorm,
  }));
}
