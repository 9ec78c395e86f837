import { rNormalize } from './batch-norm-r.ts';
import type { LayerTensors } from './layers.ts';
import { addProduct, fillRows } from './matrix-products.ts';
import type { LayerPass, LayerTangent } from './pass.ts';

/**
 * The forward pass differentiated along a direction v of the parameters, R{f}(θ) = d/dr f(θ + r·v) at r = 0
 * (B. A. Pearlmutter, "Fast exact multiplication by the Hessian", Neural Computation 6(1), 1994, section 4):
 *
 *     R{z} = R{a₋₁}·W + a₋₁·V_W + V_b      with R{a₀} = 0, since the data do not move
 *     R{y} = R{z}, through batch norm where the layer has one
 *     R{a} = φ'(y)·R{y}
 *
 * Batch norm and the mean over rows go past the paper's networks; nothing is approximated.
 *
 * @param direction v, viewed as the tensors of each layer
 */
export function rForward(
  rows: number,
  parameters: readonly LayerTensors[],
  direction: readonly LayerTensors[],
  passes: readonly LayerPass[],
  tangents: readonly LayerTangent[],
): void {
  passes.forEach((pass, layer) => {
    const { inputs, units, input } = pass;
    const { kernel, batchNorm } = parameters[layer]!;
    const v = direction[layer]!;
    const tangent = tangents[layer]!;
    const { preActivation, output } = tangent;
    fillRows(rows, units, v.bias, preActivation);
    addProduct(rows, inputs, units, input, v.kernel, preActivation);
    if (layer > 0) addProduct(rows, inputs, units, tangents[layer - 1]!.output, kernel, preActivation);
    if (pass.batchNorm) {
      rNormalize(rows, batchNorm!, v.batchNorm!, pass.batchNorm, preActivation, tangent.batchNorm!);
    }
    if (pass.activation) {
      const { slope } = pass.activation;
      for (let i = 0; i < output.length; i++) output[i] = slope[i]! * preActivation[i]!;
    }
  });
}
