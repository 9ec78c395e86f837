import { addUp, clearPadding } from './forward.ts';
import type { KernelLayer, KernelNetwork, Section } from './network.ts';
import type { StageBuilder } from './program.ts';
import type { KernelTangent, KernelTangents } from './tangents.ts';

/**
 * The backward pass differentiated along the directions in memory, by the formulas of `reference/r-backward.ts`,
 * from the R{δ} of the output layer that the R-forward pass left. Adds H·v up.
 */
export function rBackwardPass(
  builder: StageBuilder,
  network: KernelNetwork,
  { layers }: Section,
  tangents: KernelTangents,
): void {
  const { each } = builder;
  for (let index = layers.length - 1; index >= 0; index--) {
    const layer = layers[index]!;
    const { inputs, units, activation, input, delta, slope, bend } = layer;
    const tangent = tangents.layers[index]!;
    const { rOutput, rDelta, productSums } = tangent;
    if (activation !== null) {
      const [next, nextTangent] = [layers[index + 1]!, tangents.layers[index + 1]!];
      const [w, v] = [next.packed.wTransposed, nextTangent.packed.vTransposed];
      const [rd, d, count] = [nextTangent.rDelta, next.delta, next.units];
      each('tangentPullback', units, count, w, rd, count, v, d, slope, bend, rOutput, rDelta);
      rNormalizeBackward(builder, network, layer, tangent);
    }
    const rInput = tangents.layers[index - 1]?.rOutput;
    if (rInput) each('weightGradient', inputs, units, 1, rInput, delta, input, rDelta, productSums.kernel);
    else each('weightGradient', inputs, units, 0, input, rDelta, 0, 0, productSums.kernel);
    each('addSums', units, rDelta, productSums.bias);
  }
}

/** From R{∂L/∂y} to R{δ} where the layer has batch norm (`reference/batch-norm-r.ts`). */
function rNormalizeBackward(
  builder: StageBuilder,
  network: KernelNetwork,
  { units, point, batchNorm }: KernelLayer,
  tangent: KernelTangent,
): void {
  if (!batchNorm) return;
  const { each } = builder;
  const { direction, product, productSums, rDelta } = tangent;
  const { normalized, upstream, projected, inverseDeviation, scale, meanGamma } = batchNorm;
  const { rNormalized, correlation, rScale, rMeanGamma, rMeanBeta } = tangent.batchNorm!;
  each('addSums', units, rDelta, productSums.beta);
  each('addDots', units, rDelta, normalized, productSums.gamma);
  each('addDots', units, upstream, rNormalized, productSums.gamma);
  builder.finish((step) => {
    addUp(step, network, units, productSums.beta, product.beta);
    addUp(step, network, units, productSums.gamma, product.gamma);
    step('tangentScale', units, direction.gamma, inverseDeviation, point.gamma, correlation, rScale);
    step('divide', units, product.gamma, network.constants.rows, rMeanGamma);
    step('divide', units, product.beta, network.constants.rows, rMeanBeta);
  });
  // biome-ignore format: one step, one line
  each('tangentNormalizeBackward', units, rMeanBeta, rMeanGamma, meanGamma, rScale, scale, normalized, rNormalized, projected, rDelta);
  clearPadding(each, network, units, rDelta);
}
