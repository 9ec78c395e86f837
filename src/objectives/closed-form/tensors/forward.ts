import type { Tensor2D } from '@tensorflow/tfjs';
import type { NormalizationStatistics } from '../../contract.ts';
import { normalize } from './batch-norm.ts';
import type { LayerTensors } from './layers.ts';
import type { Network } from './network.ts';
import type { ForwardLayer } from './pass.ts';

/**
 * The forward pass, layer by layer, from a₀ = data:
 *
 *     z = [a₋₁, 1]·[W; b]                   affine: one matrix product, the bias as the kernel's last row
 *     y = γ·x̂ + β,  x̂ = (z − μ)/√(σ² + ε)   batch norm, where the layer has one (else y = z)
 *     a = φ(y)                              on hidden layers; predictions ŷ = z on the output layer
 *
 * @param running statistics of each batch-norm layer, in place of the batch's own: inference mode
 * @returns one entry a layer; the caller tidies
 */
export function forward(
  network: Network,
  parameters: readonly LayerTensors[],
  running?: readonly NormalizationStatistics[],
): ForwardLayer[] {
  const { tf, activation, epsilon, ones } = network;
  let input = network.inputs;
  return parameters.map(({ affine, batchNorm }, layer) => {
    const z: Tensor2D = tf.matMul(input, affine);
    if (layer === parameters.length - 1) return { input, output: z, slope: null, batchNorm: null };
    const normalization = batchNorm && normalize(tf, epsilon!, batchNorm, z, running?.[layer]);
    const output: Tensor2D = activation.value(normalization ? normalization.output : z);
    const pass = {
      input,
      output,
      slope: activation.slope(output),
      batchNorm: normalization?.pass ?? null,
    };
    input = tf.concat2d([output, ones], 1);
    return pass;
  });
}

/** L = 1/(n·K) Σ (ŷ − target)² over n rows and K outputs. */
export function meanSquaredError({ tf, targets }: Network, predictions: Tensor2D): number {
  return tf.tidy(() => tf.mean(tf.squaredDifference(predictions, targets)).dataSync()[0]!);
}
