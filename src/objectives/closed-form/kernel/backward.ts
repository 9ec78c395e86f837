import type { Region } from './arena.ts';
import { clearPadding } from './forward.ts';
import { blockAt, type KernelNetwork } from './network.ts';
import { type Pass, passBuilder } from './stages.ts';

/**
 * The backward pass, by the formulas of `reference/backward.ts`, from the δ of the output layer that the forward
 * pass left. Leaves δ, φ' and φ''/φ'·∂L/∂a in memory and adds the gradient up.
 *
 * @param withGradient false leaves the gradient out: products of a network without caches need δ alone
 */
export function backwardPass(region: Region, network: KernelNetwork, withGradient = true): Pass {
  const { kernel, floats } = region;
  const { rows, layers } = network;
  const builder = passBuilder();
  for (let index = layers.length - 1; index >= 0; index--) {
    const layer = layers[index]!;
    const { inputs, units, activation, input, output, delta, slope, bend, point, gradient, batchNorm } =
      layer;
    const upstream = batchNorm?.upstream ?? delta;
    if (activation !== null) {
      const next = layers[index + 1]!;
      builder.step((block) => {
        const g = blockAt(upstream, block);
        kernel.pullback(units, next.units, next.packed.wTransposed, blockAt(next.delta, block), g);
        const [a, first, second] = [blockAt(output, block), blockAt(slope, block), blockAt(bend, block)];
        kernel.differentiate(activation, units, a, g, first, second);
      });
    }
    if (batchNorm) {
      const { normalized, projected, inverseDeviation, scale, meanGamma, meanBeta } = batchNorm;
      builder.step((block) => {
        const g = blockAt(upstream, block);
        kernel.addSums(units, g, gradient.beta);
        kernel.addDots(units, g, blockAt(normalized, block), gradient.gamma);
      });
      builder.finish(() => {
        const [gamma, s] = [floats(point.gamma, units), floats(inverseDeviation, units)];
        const [slopeGamma, slopeBeta] = [floats(gradient.gamma, units), floats(gradient.beta, units)];
        const [toScale, toGamma, toBeta] = [scale, meanGamma, meanBeta].map((at) => floats(at, units));
        for (let j = 0; j < units; j++) {
          toScale![j] = gamma[j]! * s[j]!;
          toGamma![j] = slopeGamma[j]! / rows;
          toBeta![j] = slopeBeta[j]! / rows;
        }
      });
      builder.step((block) => {
        const [x, g] = [blockAt(normalized, block), blockAt(upstream, block)];
        const [t, d] = [blockAt(projected, block), blockAt(delta, block)];
        kernel.normalizeBackward(units, meanBeta, meanGamma, scale, x, g, t, d);
      });
      clearPadding(builder, region, network, units, delta);
    }
    if (withGradient) {
      builder.step((block) => {
        const d = blockAt(delta, block);
        kernel.weightGradient(inputs, units, 0, blockAt(input, block), d, 0, 0, gradient.kernel);
        kernel.addSums(units, d, gradient.bias);
      });
    }
  }
  return builder.pass;
}
