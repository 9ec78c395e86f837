import type { Region } from './arena.ts';
import { BLOCK_ROWS, blockAt, type KernelNetwork, type RowBlocks } from './network.ts';
import { type Pass, type PassBuilder, passBuilder } from './stages.ts';

/**
 * The forward pass, by the formulas of `reference/forward.ts`. Leaves a (with batch norm also x̂, μ, σ² and s)
 * in memory, and adds up the squared errors and δ of the output layer.
 *
 * @param inference true normalizes with the mean and deviation that are in memory already
 */
export function forwardPass(region: Region, network: KernelNetwork, inference = false): Pass {
  const { kernel, floats } = region;
  const { rows, layers, epsilon } = network;
  const builder = passBuilder();
  for (const { inputs, units, activation, point, packed, input, output, batchNorm } of layers) {
    const { w } = packed;
    builder.step((block) => {
      const [x, z] = [blockAt(input, block), blockAt(output, block)];
      kernel.affine(units, inputs, w, x, 0, 0, 0, point.bias, z);
    });
    if (batchNorm) {
      const { mean, variance, inverseDeviation, normalized } = batchNorm;
      if (!inference) {
        clearPadding(builder, region, network, units, output);
        builder.step((block) => kernel.addSums(units, blockAt(output, block), mean));
        builder.finish(() => {
          const means = floats(mean, units);
          for (let j = 0; j < units; j++) means[j]! /= rows;
        });
      }
      builder.step((block) => kernel.center(units, mean, blockAt(output, block)));
      if (!inference) {
        clearPadding(builder, region, network, units, output);
        builder.step((block) => {
          const z = blockAt(output, block);
          kernel.addDots(units, z, z, variance);
        });
        builder.finish(() => {
          const variances = floats(variance, units);
          const s = floats(inverseDeviation, units);
          for (let j = 0; j < units; j++) {
            variances[j]! /= rows;
            s[j] = 1 / Math.sqrt(variances[j]! + epsilon);
          }
        });
      }
      builder.step((block) => {
        const [z, x] = [blockAt(output, block), blockAt(normalized, block)];
        kernel.normalize(units, inverseDeviation, point.gamma, point.beta, z, x);
      });
    }
    if (activation !== null) {
      builder.step((block) => kernel.activate(activation, units, blockAt(output, block)));
    }
  }
  outputError(builder, region, network);
  return builder.pass;
}

/** δ = 2/(n·K)·(ŷ − target) on the output layer. */
function outputError(builder: PassBuilder, { kernel }: Region, network: KernelNetwork): void {
  const { rows, targets, loss, layers } = network;
  const { units, output, delta } = layers.at(-1)!;
  const factor = 2 / (rows * units);
  builder.step((block) => {
    const [prediction, target] = [blockAt(output, block), blockAt(targets, block)];
    kernel.residual(units, factor, maskOf(network, block), prediction, target, blockAt(delta, block), loss);
  });
}

/** The mask of a block: zeros for rows that are none. */
export function maskOf({ blocks, mask, tailMask }: KernelNetwork, block: number): number {
  return block === blocks - 1 ? tailMask : mask;
}

/** Sets the rows of the last block that are none to zero, before a sum over rows. */
export function clearPadding(
  builder: PassBuilder,
  { kernel }: Region,
  { blocks, tail }: KernelNetwork,
  units: number,
  x: RowBlocks,
): void {
  if (tail === BLOCK_ROWS) return;
  builder.step((block) => {
    if (block === blocks - 1) kernel.clearPadding(units, tail, blockAt(x, block));
  });
}
