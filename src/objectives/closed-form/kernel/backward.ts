import { addUp, clearPadding } from './forward.ts';
import type { KernelNetwork, Section } from './network.ts';
import type { StageBuilder } from './program.ts';

/**
 * The backward pass, by the formulas of `reference/backward.ts`, from the δ of the output layer that the forward
 * pass left. Leaves δ, φ' and φ''/φ'·∂L/∂a in memory and adds the gradient up.
 *
 * @param wanted `caches` leaves the gradient out, which products of rows without caches do not need, `gradient` what
 *   only products need
 */
export function backwardPass(
  builder: StageBuilder,
  network: KernelNetwork,
  { layers }: Section,
  wanted: 'both' | 'caches' | 'gradient' = 'both',
): void {
  const { once } = builder;
  for (let index = layers.length - 1; index >= 0; index--) {
    const { inputs, units, activation, point, gradient, gradientSums, ...layer } = layers[index]!;
    const { input, output, delta, slope, bend, batchNorm } = layer;
    const upstream = batchNorm?.upstream ?? delta;
    if (activation !== null) {
      const next = layers[index + 1]!;
      const w = next.packed.wTransposed;
      if (wanted === 'gradient') {
        once('pullbackThrough', activation, units, next.units, w, next.delta, output, upstream);
      } else {
        once('pullback', units, next.units, w, next.delta, upstream);
        once('differentiate', activation, units, output, upstream, slope, bend);
      }
    }
    if (batchNorm) {
      const { normalized, projected, inverseDeviation, scale, meanGamma, meanBeta } = batchNorm;
      once('addSums', units, upstream, gradientSums.beta);
      once('addDots', units, upstream, normalized, gradientSums.gamma);
      builder.finish((step) => {
        addUp(step, network, units, gradientSums.beta, gradient.beta);
        addUp(step, network, units, gradientSums.gamma, gradient.gamma);
        step('multiply', units, point.gamma, inverseDeviation, scale);
        step('divide', units, gradient.gamma, network.constants.rows, meanGamma);
        step('divide', units, gradient.beta, network.constants.rows, meanBeta);
      });
      once('normalizeBackward', units, meanBeta, meanGamma, scale, normalized, upstream, projected, delta);
      clearPadding(once, network, units, delta);
    }
    if (wanted !== 'caches') {
      once('weightGradient', inputs, units, 0, input, delta, 0, 0, gradientSums.kernel);
      once('addSums', units, delta, gradientSums.bias);
    }
  }
}
