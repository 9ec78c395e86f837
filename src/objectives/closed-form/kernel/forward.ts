import type { KernelNetwork, Section } from './network.ts';
import { BLOCK_ROWS } from './partition.ts';
import type { Place } from './place.ts';
import type { Adder, StageBuilder } from './program.ts';

/**
 * The forward pass, by the formulas of `reference/forward.ts`. Leaves a (with batch norm also x̂, μ, σ² and s)
 * in memory, and adds up the squared errors and δ of the output layer.
 *
 * @param inference true normalizes with the mean and deviation that are in memory already
 */
export function forwardPass(
  builder: StageBuilder,
  network: KernelNetwork,
  section: Section,
  inference = false,
): void {
  const { constants } = network;
  const { once } = builder;
  for (const { inputs, units, activation, point, packed, input, output, batchNorm } of section.layers) {
    once('affine', units, inputs, packed.w, input, 0, 0, 0, point.bias, output);
    if (batchNorm) {
      const { mean, variance, meanSums, varianceSums, inverseDeviation, normalized } = batchNorm;
      if (!inference) {
        clearPadding(once, network, units, output);
        once('addSums', units, output, meanSums);
        builder.finish((step) => {
          addUp(step, network, units, meanSums, mean);
          step('divide', units, mean, constants.rows, mean);
        });
      }
      once('center', units, mean, output);
      if (!inference) {
        clearPadding(once, network, units, output);
        once('addDots', units, output, output, varianceSums);
        builder.finish((step) => {
          addUp(step, network, units, varianceSums, variance);
          step('divide', units, variance, constants.rows, variance);
          step('inverseDeviation', units, variance, constants.epsilon, inverseDeviation);
        });
      }
      once('normalize', units, inverseDeviation, point.gamma, point.beta, output, normalized);
    }
    if (activation !== null) once('activate', activation, units, output);
  }
  // δ = 2/(n·K)·(ŷ − target) on the output layer.
  const { units, output, delta } = section.layers.at(-1)!;
  const { mask, tailMask, targets, sums } = network;
  once('residual', units, constants.factor, mask, tailMask, output, targets, delta, sums.place);
}

/** Adds a sum over the chunks up. */
export function addUp(
  step: Adder,
  { chunks }: KernelNetwork,
  units: number,
  { address, chunk }: Place,
  out: number | Place,
): void {
  step('addChunks', units, units, 0, chunks, address, chunk!, out);
}

/** Sets the rows of the last block that are none to zero, before a sum over rows. */
export function clearPadding(step: Adder, { tail }: KernelNetwork, units: number, x: Place): void {
  if (tail !== BLOCK_ROWS) step('clearPadding', units, tail, x);
}
