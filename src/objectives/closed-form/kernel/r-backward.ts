import type { Region } from './arena.ts';
import { clearPadding } from './forward.ts';
import { blockAt, type KernelNetwork } from './network.ts';
import { type Pass, passBuilder } from './stages.ts';

/**
 * The backward pass differentiated along the direction in memory, by the formulas of `reference/r-backward.ts`,
 * from the R{δ} of the output layer that the R-forward pass left. Adds H·v up.
 */
export function rBackwardPass(region: Region, network: KernelNetwork): Pass {
  const { kernel } = region;
  const { layers } = network;
  const builder = passBuilder();
  for (let index = layers.length - 1; index >= 0; index--) {
    const { inputs, units, activation, product, input, delta, slope, bend, rOutput, rDelta } = layers[index]!;
    if (activation !== null) {
      const next = layers[index + 1]!;
      const { wTransposed, vTransposed } = next.packed;
      builder.step((block) => {
        const [rd, d] = [blockAt(next.rDelta, block), blockAt(next.delta, block)];
        const [f, c, ra] = [blockAt(slope, block), blockAt(bend, block), blockAt(rOutput, block)];
        const out = blockAt(rDelta, block);
        kernel.tangentPullback(units, next.units, wTransposed, rd, next.units, vTransposed, d, f, c, ra, out);
      });
      rNormalizeBackward(builder, region, network, index);
    }
    const before = layers[index - 1];
    builder.step((block) => {
      const [a, rd] = [blockAt(input, block), blockAt(rDelta, block)];
      if (before) {
        const [ra, d] = [blockAt(before.rOutput, block), blockAt(delta, block)];
        kernel.weightGradient(inputs, units, 1, ra, d, a, rd, product.kernel);
      } else {
        kernel.weightGradient(inputs, units, 0, a, rd, 0, 0, product.kernel);
      }
      kernel.addSums(units, rd, product.bias);
    });
  }
  return builder.pass;
}

/** From R{∂L/∂y} to R{δ} where the layer has batch norm (`reference/batch-norm-r.ts`). */
function rNormalizeBackward(
  builder: ReturnType<typeof passBuilder>,
  region: Region,
  network: KernelNetwork,
  index: number,
): void {
  const { kernel, floats } = region;
  const { rows } = network;
  const { units, point, direction, product, rDelta, batchNorm } = network.layers[index]!;
  if (!batchNorm) return;
  const { normalized, upstream, projected, rNormalized } = batchNorm;
  const { inverseDeviation, correlation, scale, rScale, meanGamma, rMeanGamma, rMeanBeta } = batchNorm;
  builder.step((block) => {
    const rg = blockAt(rDelta, block);
    kernel.addSums(units, rg, product.beta);
    kernel.addDots(units, rg, blockAt(normalized, block), product.gamma);
    kernel.addDots(units, blockAt(upstream, block), blockAt(rNormalized, block), product.gamma);
  });
  builder.finish(() => {
    const [gamma, vGamma] = [floats(point.gamma, units), floats(direction.gamma, units)];
    const [s, c] = [floats(inverseDeviation, units), floats(correlation, units)];
    const [sumGamma, sumBeta] = [floats(product.gamma, units), floats(product.beta, units)];
    const [toScale, toGamma, toBeta] = [rScale, rMeanGamma, rMeanBeta].map((at) => floats(at, units));
    for (let j = 0; j < units; j++) {
      toScale![j] = vGamma[j]! * s[j]! - gamma[j]! * s[j]! * s[j]! * c[j]!;
      toGamma![j] = sumGamma[j]! / rows;
      toBeta![j] = sumBeta[j]! / rows;
    }
  });
  builder.step((block) => {
    const [x, rx] = [blockAt(normalized, block), blockAt(rNormalized, block)];
    const [t, d] = [blockAt(projected, block), blockAt(rDelta, block)];
    kernel.tangentNormalizeBackward(units, rMeanBeta, rMeanGamma, meanGamma, rScale, scale, x, rx, t, d);
  });
  clearPadding(builder, region, network, units, rDelta);
}
