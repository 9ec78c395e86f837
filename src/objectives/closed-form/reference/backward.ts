import type { ActivationFunction } from './activations.ts';
import { normalizeBackward } from './batch-norm.ts';
import type { LayerTensors } from './layers.ts';
import { addProductWithTransposed, addTransposedProduct, columnSums } from './matrix-products.ts';
import type { LayerPass } from './pass.ts';

/**
 * The backward pass, from the output layer to the first, with δ = ∂L/∂z:
 *
 *     δ = 2/(n·K)·(ŷ − target)        output layer
 *     ∂L/∂a = δ₊₁·W₊₁ᵀ                hidden layers
 *     ∂L/∂y = φ'(y)·∂L/∂a
 *     δ = ∂L/∂y, through batch norm where the layer has one
 *
 *     ∂L/∂W = a₋₁ᵀ·δ,   ∂L/∂b = Σ rows of δ
 *
 * Reads what `forward` left in `passes`, leaves δ and φ''(y)·∂L/∂a there, and writes `gradient`.
 *
 * @param targets [rows, outputs]
 */
export function backward(
  rows: number,
  parameters: readonly LayerTensors[],
  activation: ActivationFunction,
  targets: Float64Array,
  passes: readonly LayerPass[],
  gradient: readonly LayerTensors[],
): void {
  for (let layer = passes.length - 1; layer >= 0; layer--) {
    const pass = passes[layer]!;
    const { inputs, units, input, output, delta } = pass;
    if (pass.activation) {
      const next = passes[layer + 1]!;
      delta.fill(0);
      addProductWithTransposed(rows, next.units, units, next.delta, parameters[layer + 1]!.kernel, delta);
      const { slope, bend } = pass.activation;
      for (let i = 0; i < delta.length; i++) {
        bend[i] = activation.bend(output[i]!) * delta[i]!;
        delta[i]! *= slope[i]!;
      }
    } else {
      const factor = 2 / delta.length;
      for (let i = 0; i < delta.length; i++) delta[i] = factor * (output[i]! - targets[i]!);
    }
    const { kernel, bias, batchNorm } = gradient[layer]!;
    if (pass.batchNorm && batchNorm) {
      normalizeBackward(rows, parameters[layer]!.batchNorm!, pass.batchNorm, delta, batchNorm);
    }
    kernel.fill(0);
    addTransposedProduct(inputs, rows, units, input, delta, kernel);
    columnSums(rows, units, delta, bias);
  }
}
