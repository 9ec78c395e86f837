import { addUp, clearPadding } from './forward.ts';
import type { KernelLayer, KernelNetwork, Section } from './network.ts';
import type { StageBuilder } from './program.ts';
import type { KernelTangent, KernelTangents } from './tangents.ts';

/**
 * From the R{δ} of the output layer that the R-forward pass left back to the product with the Gauss-Newton matrix, by
 * the formulas of `reference/gauss-newton.ts`: the R-backward pass without second derivatives.
 */
export function gaussNewtonPass(
  builder: StageBuilder,
  network: KernelNetwork,
  { layers }: Section,
  tangents: KernelTangents,
): void {
  const { each } = builder;
  for (let index = layers.length - 1; index >= 0; index--) {
    const layer = layers[index]!;
    const { inputs, units, activation, input, slope } = layer;
    const tangent = tangents.layers[index]!;
    const { rDelta, productSums } = tangent;
    if (activation !== null) {
      const [next, nextTangent] = [layers[index + 1]!, tangents.layers[index + 1]!];
      each('slopedPullback', units, next.units, next.packed.wTransposed, nextTangent.rDelta, slope, rDelta);
      normalizeBackward(builder, network, layer, tangent);
    }
    each('weightGradient', inputs, units, 0, input, rDelta, 0, 0, productSums.kernel);
    each('addSums', units, rDelta, productSums.bias);
  }
}

/** Back through batch norm where the layer has it, in place; R{x̂}, which is not needed any more, is overwritten. */
function normalizeBackward(
  builder: StageBuilder,
  network: KernelNetwork,
  { units, batchNorm }: KernelLayer,
  tangent: KernelTangent,
): void {
  if (!batchNorm) return;
  const { each } = builder;
  const { product, productSums, rDelta } = tangent;
  const { normalized, scale } = batchNorm;
  const { rNormalized, rMeanGamma, rMeanBeta } = tangent.batchNorm!;
  each('addSums', units, rDelta, productSums.beta);
  each('addDots', units, rDelta, normalized, productSums.gamma);
  builder.finish((step) => {
    addUp(step, network, units, productSums.beta, product.beta);
    addUp(step, network, units, productSums.gamma, product.gamma);
    step('divide', units, product.gamma, network.constants.rows, rMeanGamma);
    step('divide', units, product.beta, network.constants.rows, rMeanBeta);
  });
  each('normalizeBackward', units, rMeanBeta, rMeanGamma, scale, normalized, rDelta, rNormalized, rDelta);
  clearPadding(each, network, units, rDelta);
}
