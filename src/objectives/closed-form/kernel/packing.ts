import type { KernelNetwork } from './network.ts';
import type { Argument } from './place.ts';
import type { Adder } from './program.ts';
import type { KernelTangents } from './tangents.ts';

/** Packs W of every layer for the forward pass, and Wᵀ of all but the first for the backward pass. */
export function packPoint(step: Adder, network: KernelNetwork): void {
  network.sections[0]!.layers.forEach(({ inputs, units, point, packed }, index) => {
    packMatrix(step, inputs, units, point.kernel, packed.w, index > 0 ? packed.wTransposed : null);
  });
}

/** The same of the directions. */
export function packDirections(step: Adder, network: KernelNetwork, tangents: KernelTangents): void {
  network.sections[0]!.layers.forEach(({ inputs, units }, index) => {
    const { direction, packed } = tangents.layers[index]!;
    packMatrix(step, inputs, units, direction.kernel, packed.v, index > 0 ? packed.vTransposed : null);
  });
}

function packMatrix(
  step: Adder,
  inputs: number,
  units: number,
  matrix: Argument,
  packed: Argument,
  transposed: Argument | null,
): void {
  const row = 8 * units;
  step('pack', units, inputs, matrix, 8, row, packed);
  if (transposed !== null) step('pack', inputs, units, matrix, row, 8, transposed);
}
