import { normalizeBackward } from './batch-norm.ts';
import type { LayerTensors } from './layers.ts';
import { addProductWithTransposed, addTransposedProduct, columnSums } from './matrix-products.ts';
import type { LayerPass, LayerTangent } from './pass.ts';

/**
 * The product of the generalized Gauss-Newton matrix G = Jᵀ·H_out·J with v (N. N. Schraudolph, "Fast curvature
 * matrix-vector products for second-order gradient descent", Neural Computation 14(7), 2002, section 3). J is the
 * Jacobian of the predictions for all rows, and the Hessian of the loss in them is 2/(n·K) times the identity:
 *
 *     J·v = R{ŷ}, from `rForward`
 *     u = 2/(n·K)·R{ŷ}         output layer
 *     u = φ'(y)·(u₊₁·W₊₁ᵀ)     hidden layers, then back through batch norm where the layer has one
 *
 *     (G·v)_W = a₋₁ᵀ·u,   (G·v)_b = Σ rows of u
 *
 * This is the backward pass with J·v in place of the residuals. With batch norm a prediction depends on all rows, and
 * J goes through the statistics; its adjoint is the ordinary backward pass through them.
 *
 * @param tangents as `rForward` left them; their deltas receive u
 * @param product receives G·v
 */
export function gaussNewton(
  rows: number,
  parameters: readonly LayerTensors[],
  passes: readonly LayerPass[],
  tangents: readonly LayerTangent[],
  product: readonly LayerTensors[],
): void {
  for (let layer = passes.length - 1; layer >= 0; layer--) {
    const pass = passes[layer]!;
    const { inputs, units, input } = pass;
    const { output, delta } = tangents[layer]!;
    const { kernel, bias, batchNorm } = product[layer]!;
    if (pass.activation) {
      const next = passes[layer + 1]!;
      delta.fill(0);
      const { kernel: nextKernel } = parameters[layer + 1]!;
      addProductWithTransposed(rows, next.units, units, tangents[layer + 1]!.delta, nextKernel, delta);
      const { slope } = pass.activation;
      for (let i = 0; i < delta.length; i++) delta[i]! *= slope[i]!;
    } else {
      const factor = 2 / delta.length;
      for (let i = 0; i < delta.length; i++) delta[i] = factor * output[i]!;
    }
    if (pass.batchNorm && batchNorm) {
      // The Hessian's products still need what the backward pass left.
      const room = () => new Float64Array(delta.length);
      const apart = { ...pass.batchNorm, upstream: room(), projected: room() };
      normalizeBackward(rows, parameters[layer]!.batchNorm!, apart, delta, batchNorm);
    }
    kernel.fill(0);
    addTransposedProduct(inputs, rows, units, input, delta, kernel);
    columnSums(rows, units, delta, bias);
  }
}
