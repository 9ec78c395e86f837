import type { Tensor2D } from '@tensorflow/tfjs';
import { rNormalizeBackward } from './batch-norm-r.ts';
import type { BatchNormTensors, LayerDerivative, LayerTensors } from './layers.ts';
import type { Network } from './network.ts';
import type { BackwardLayer, ForwardLayer, LayerTangent } from './pass.ts';

/** φ''(y)/φ'(y)·∂L/∂a of each layer, the same for every direction; null where it is 0. */
export function bends(
  { tf, activation }: Network,
  passes: readonly ForwardLayer[],
  deltas: readonly BackwardLayer[],
): (Tensor2D | null)[] {
  return passes.map(({ output }, layer) => {
    const { outer } = deltas[layer]!;
    const relativeBend = outer && activation.relativeBend(output);
    return relativeBend && tf.mul(relativeBend, outer);
  });
}

/**
 * The backward pass differentiated along v (Pearlmutter 1994, section 4); its result is H·v:
 *
 *     R{δ} = 2/(n·K)·R{ŷ}                            output layer
 *     R{∂L/∂a} = R{δ₊₁}·W₊₁ᵀ + δ₊₁·V_W₊₁ᵀ            hidden layers
 *     R{∂L/∂y} = φ'(y)·(R{∂L/∂a} + φ''(y)/φ'(y)·∂L/∂a·R{y})
 *     R{δ} = R{∂L/∂y}, through batch norm where the layer has one
 *
 *     (H·v)_[W; b] = [a₋₁, 1]ᵀ·R{δ},  and on W also R{a₋₁}ᵀ·δ
 *
 * @param bent what `bends` returned
 * @param direction v, as given to `rForward`, which returned `tangents`
 * @returns H·v, one entry a layer; the caller tidies
 */
export function rBackward(
  { tf, rows, outputFactor }: Network,
  parameters: readonly LayerTensors[],
  direction: readonly LayerTensors[],
  passes: readonly ForwardLayer[],
  deltas: readonly BackwardLayer[],
  bent: readonly (Tensor2D | null)[],
  tangents: readonly LayerTangent[],
): LayerDerivative[] {
  const last = passes.length - 1;
  const derivatives: LayerDerivative[] = [];
  let rDelta: Tensor2D = tf.mul(tangents[last]!.output, outputFactor);
  for (let layer = last; layer >= 0; layer--) {
    const { input, slope, batchNorm } = passes[layer]!;
    const { delta, batchNorm: backwards } = deltas[layer]!;
    const tangent = tangents[layer]!;
    let normalization: BatchNormTensors | null = null;
    if (layer < last) {
      const terms: Tensor2D[] = [
        tf.matMul(rDelta, parameters[layer + 1]!.kernel, false, true),
        tf.matMul(deltas[layer + 1]!.delta, direction[layer + 1]!.kernel, false, true),
      ];
      const bend = bent[layer];
      if (bend) terms.push(tf.mul(bend, tangent.preActivation));
      const outer: Tensor2D = tf.addN(terms);
      rDelta = slope ? tf.mul(slope, outer) : outer;
      if (batchNorm) {
        const { gamma } = parameters[layer]!.batchNorm!;
        const v = direction[layer]!.batchNorm!;
        const seen = [batchNorm, backwards!, tangent.batchNorm!] as const;
        const through = rNormalizeBackward(tf, rows, gamma, v.gamma, ...seen, rDelta);
        [rDelta, normalization] = [through.delta, through];
      }
    }
    derivatives.unshift({
      affine: tf.matMul(input, rDelta, true),
      kernelPart: layer > 0 ? tf.matMul(tangents[layer - 1]!.output, delta, true) : null,
      batchNorm: normalization,
    });
  }
  return derivatives;
}
