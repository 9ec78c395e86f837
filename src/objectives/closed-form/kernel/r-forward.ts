import { addUp, clearPadding } from './forward.ts';
import type { KernelNetwork, Section } from './network.ts';
import type { StageBuilder } from './program.ts';
import type { KernelTangents } from './tangents.ts';

/**
 * The forward pass differentiated along the directions in memory, by the formulas of `reference/r-forward.ts`.
 * Leaves R{a}, with batch norm R{x̂} and c, and R{δ} of the output layer.
 */
export function rForwardPass(
  builder: StageBuilder,
  network: KernelNetwork,
  section: Section,
  tangents: KernelTangents,
): void {
  const { constants, mask, tailMask } = network;
  const { each } = builder;
  for (const [index, layer] of section.layers.entries()) {
    const { inputs, units, activation, point, packed, input, slope, batchNorm } = layer;
    const tangent = tangents.layers[index]!;
    const { direction, rOutput } = tangent;
    // The data do not move: no second product on the first layer.
    const inner = index > 0 ? inputs : 0;
    const rInput = tangents.layers[index - 1]?.rOutput ?? input;
    const [v, w] = [tangent.packed.v, packed.w];
    if (batchNorm) {
      const { normalized, inverseDeviation } = batchNorm;
      const { rNormalized, meanSums, correlationSums, rMean, correlation } = tangent.batchNorm!;
      each('affine', units, inputs, v, input, inner, w, rInput, direction.bias, rNormalized);
      clearPadding(each, network, units, rNormalized);
      each('addSums', units, rNormalized, meanSums);
      builder.finish((step) => {
        addUp(step, network, units, meanSums, rMean);
        step('divide', units, rMean, constants.rows, rMean);
      });
      each('center', units, rMean, rNormalized);
      clearPadding(each, network, units, rNormalized);
      each('addDots', units, normalized, rNormalized, correlationSums);
      builder.finish((step) => {
        addUp(step, network, units, correlationSums, correlation);
        step('divide', units, correlation, constants.rows, correlation);
      });
      const { gamma, beta } = direction;
      // biome-ignore format: one step, one line
      each('tangentNormalize', units, correlation, inverseDeviation, point.gamma, gamma, beta, normalized, slope, rNormalized, rOutput);
    } else if (activation !== null) {
      each('tangent', units, inputs, v, input, inner, w, rInput, direction.bias, slope, rOutput);
    } else {
      each('affine', units, inputs, v, input, inner, w, rInput, direction.bias, rOutput);
      each('tangentResidual', units, constants.factor, mask, tailMask, rOutput);
    }
  }
}
