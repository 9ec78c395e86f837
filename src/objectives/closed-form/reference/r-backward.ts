import { rNormalizeBackward } from './batch-norm-r.ts';
import type { LayerTensors } from './layers.ts';
import { addProductWithTransposed, addTransposedProduct, columnSums } from './matrix-products.ts';
import type { LayerPass, LayerTangent } from './pass.ts';

/**
 * The backward pass differentiated along v (Pearlmutter 1994, section 4); its result is H·v:
 *
 *     R{δ} = 2/(n·K)·R{ŷ}                            output layer
 *     R{∂L/∂a} = R{δ₊₁}·W₊₁ᵀ + δ₊₁·V_W₊₁ᵀ            hidden layers
 *     R{∂L/∂y} = φ''(y)·R{y}·∂L/∂a + φ'(y)·R{∂L/∂a}
 *     R{δ} = R{∂L/∂y}, through batch norm where the layer has one
 *
 *     (H·v)_W = R{a₋₁}ᵀ·δ + a₋₁ᵀ·R{δ},   (H·v)_b = Σ rows of R{δ}
 *
 * @param direction v, as given to `rForward`, whose results `tangents` holds
 * @param gradient as `backward` left it: batch norm needs ∂L/∂γ
 * @param product receives H·v
 */
export function rBackward(
  rows: number,
  parameters: readonly LayerTensors[],
  direction: readonly LayerTensors[],
  passes: readonly LayerPass[],
  tangents: readonly LayerTangent[],
  gradient: readonly LayerTensors[],
  product: readonly LayerTensors[],
): void {
  for (let layer = passes.length - 1; layer >= 0; layer--) {
    const pass = passes[layer]!;
    const tangent = tangents[layer]!;
    const { inputs, units, input } = pass;
    const { delta } = tangent;
    if (pass.activation) {
      const next = passes[layer + 1]!;
      delta.fill(0);
      addProductWithTransposed(
        rows,
        next.units,
        units,
        tangents[layer + 1]!.delta,
        parameters[layer + 1]!.kernel,
        delta,
      );
      addProductWithTransposed(rows, next.units, units, next.delta, direction[layer + 1]!.kernel, delta);
      const { slope, bend } = pass.activation;
      const { preActivation } = tangent;
      for (let i = 0; i < delta.length; i++) delta[i] = bend[i]! * preActivation[i]! + slope[i]! * delta[i]!;
    } else {
      const factor = 2 / delta.length;
      for (let i = 0; i < delta.length; i++) delta[i] = factor * tangent.output[i]!;
    }
    const { kernel, bias, batchNorm } = product[layer]!;
    if (pass.batchNorm) {
      rNormalizeBackward(
        rows,
        parameters[layer]!.batchNorm!,
        direction[layer]!.batchNorm!,
        gradient[layer]!.batchNorm!,
        pass.batchNorm,
        tangent.batchNorm!,
        delta,
        batchNorm!,
      );
    }
    kernel.fill(0);
    addTransposedProduct(inputs, rows, units, input, delta, kernel);
    if (layer > 0) addTransposedProduct(inputs, rows, units, tangents[layer - 1]!.output, pass.delta, kernel);
    columnSums(rows, units, delta, bias);
  }
}
