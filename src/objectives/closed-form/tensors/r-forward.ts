import type { Tensor2D } from '@tensorflow/tfjs';
import { rNormalize } from './batch-norm-r.ts';
import type { LayerTensors } from './layers.ts';
import type { Network } from './network.ts';
import type { ForwardLayer, LayerTangent } from './pass.ts';

/**
 * The forward pass differentiated along a direction v of the parameters, R{f}(θ) = d/dr f(θ + r·v) at r = 0
 * (B. A. Pearlmutter, "Fast exact multiplication by the Hessian", Neural Computation 6(1), 1994, section 4):
 *
 *     R{z} = [a₋₁, 1]·[V_W; V_b] + R{a₋₁}·W     with R{a₀} = 0, since the data do not move
 *     R{y} = R{z}, through batch norm where the layer has one
 *     R{a} = φ'(y)·R{y}
 *
 * @param direction v, as the tensors of each layer
 * @returns one entry a layer; the caller tidies
 */
export function rForward(
  { tf }: Network,
  parameters: readonly LayerTensors[],
  direction: readonly LayerTensors[],
  passes: readonly ForwardLayer[],
): LayerTangent[] {
  let before: Tensor2D | null = null;
  return passes.map(({ input, slope, batchNorm }, layer) => {
    const { kernel, batchNorm: scales } = parameters[layer]!;
    const v = direction[layer]!;
    const moved: Tensor2D = tf.matMul(input, v.affine);
    const rz: Tensor2D = before ? tf.add(moved, tf.matMul(before, kernel)) : moved;
    const normalization = batchNorm && rNormalize(tf, scales!, v.batchNorm!, batchNorm, rz);
    const preActivation = normalization ? normalization.output : rz;
    const output: Tensor2D = slope ? tf.mul(slope, preActivation) : preActivation;
    before = output;
    return { preActivation, output, batchNorm: normalization?.tangent ?? null };
  });
}
