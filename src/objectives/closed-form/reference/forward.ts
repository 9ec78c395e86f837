import type { NormalizationStatistics } from '../../contract.ts';
import type { ActivationFunction } from './activations.ts';
import { batchStatistics, normalize } from './batch-norm.ts';
import type { LayerTensors } from './layers.ts';
import { addProduct, fillRows } from './matrix-products.ts';
import type { LayerPass } from './pass.ts';

/**
 * The forward pass, layer by layer, from a₀ = data:
 *
 *     z = a₋₁·W + b                         affine
 *     y = γ·x̂ + β,  x̂ = (z − μ)/√(σ² + ε)   batch norm, where the layer has one (else y = z)
 *     a = φ(y)                              on hidden layers; predictions ŷ = z on the output layer
 *
 *     L = 1/(n·K) Σ (ŷ − target)²           over n rows and K outputs
 *
 * Leaves a, φ'(y) and what batch norm needs in `passes` and returns L.
 *
 * @param targets [rows, outputs]
 * @param running statistics of each batch-norm layer, in place of the batch's own: inference mode
 */
export function forward(
  rows: number,
  parameters: readonly LayerTensors[],
  activation: ActivationFunction,
  targets: Float64Array,
  passes: readonly LayerPass[],
  running?: readonly NormalizationStatistics[],
): number {
  passes.forEach((pass, layer) => {
    const { kernel, bias, batchNorm } = parameters[layer]!;
    const { inputs, units, output } = pass;
    fillRows(rows, units, bias, output);
    addProduct(rows, inputs, units, pass.input, kernel, output);
    if (pass.batchNorm && batchNorm) {
      const given = running?.[layer];
      if (given) {
        pass.batchNorm.mean.set(given.mean);
        pass.batchNorm.variance.set(given.variance);
      } else {
        batchStatistics(rows, output, pass.batchNorm);
      }
      normalize(rows, batchNorm, output, pass.batchNorm);
    }
    if (pass.activation) {
      const { slope } = pass.activation;
      for (let i = 0; i < output.length; i++) {
        const a = activation.value(output[i]!);
        output[i] = a;
        slope[i] = activation.slope(a);
      }
    }
  });
  return meanSquaredError(passes.at(-1)!.output, targets);
}

/** Mean over rows and outputs of (prediction − target)². */
function meanSquaredError(predictions: Float64Array, targets: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < predictions.length; i++) sum += (predictions[i]! - targets[i]!) ** 2;
  return sum / predictions.length;
}
