import type { Region } from './arena.ts';
import { clearPadding, maskOf } from './forward.ts';
import { blockAt, type KernelNetwork } from './network.ts';
import { type Pass, passBuilder } from './stages.ts';

/**
 * The forward pass differentiated along the direction in memory, by the formulas of `reference/r-forward.ts`.
 * Leaves R{a}, with batch norm R{x̂} and c, and R{δ} of the output layer.
 */
export function rForwardPass(region: Region, network: KernelNetwork): Pass {
  const { kernel, floats } = region;
  const { rows, layers } = network;
  const builder = passBuilder();
  layers.forEach((layer, index) => {
    const { inputs, units, activation, point, direction, packed, input, slope, rOutput, batchNorm } = layer;
    // The data do not move: no second product on the first layer.
    const before = layers[index - 1];
    const inner = before ? inputs : 0;
    const rInput = before?.rOutput ?? input;
    const { w, v } = packed;
    if (batchNorm) {
      const { normalized, rNormalized, inverseDeviation, rMean, correlation } = batchNorm;
      builder.step((block) => {
        const [x, rx, z] = [blockAt(input, block), blockAt(rInput, block), blockAt(rNormalized, block)];
        kernel.affine(units, inputs, v, x, inner, w, rx, direction.bias, z);
      });
      clearPadding(builder, region, network, units, rNormalized);
      builder.step((block) => kernel.addSums(units, blockAt(rNormalized, block), rMean));
      builder.finish(() => divide(floats(rMean, units), rows));
      builder.step((block) => kernel.center(units, rMean, blockAt(rNormalized, block)));
      clearPadding(builder, region, network, units, rNormalized);
      builder.step((block) => {
        kernel.addDots(units, blockAt(normalized, block), blockAt(rNormalized, block), correlation);
      });
      builder.finish(() => divide(floats(correlation, units), rows));
      builder.step((block) => {
        const [x, f] = [blockAt(normalized, block), blockAt(slope, block)];
        const [z, out] = [blockAt(rNormalized, block), blockAt(rOutput, block)];
        const { gamma, beta } = direction;
        kernel.tangentNormalize(units, correlation, inverseDeviation, point.gamma, gamma, beta, x, f, z, out);
      });
    } else if (activation !== null) {
      builder.step((block) => {
        const [x, rx] = [blockAt(input, block), blockAt(rInput, block)];
        const [f, out] = [blockAt(slope, block), blockAt(rOutput, block)];
        kernel.tangent(units, inputs, v, x, inner, w, rx, direction.bias, f, out);
      });
    } else {
      const factor = 2 / (rows * units);
      builder.step((block) => {
        const [x, rx, out] = [blockAt(input, block), blockAt(rInput, block), blockAt(rOutput, block)];
        kernel.affine(units, inputs, v, x, inner, w, rx, direction.bias, out);
        kernel.tangentResidual(units, factor, maskOf(network, block), out);
      });
    }
  });
  return builder.pass;
}

function divide(x: Float64Array, divisor: number): void {
  for (let j = 0; j < x.length; j++) x[j]! /= divisor;
}
