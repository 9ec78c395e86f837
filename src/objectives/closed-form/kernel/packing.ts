import type { Region } from './arena.ts';
import type { KernelNetwork } from './network.ts';

/** Packs W of every layer for the forward pass, and Wᵀ of all but the first for the backward pass. */
export function packPoint({ kernel }: Region, { layers }: KernelNetwork): void {
  layers.forEach(({ inputs, units, point, packed }, index) => {
    kernel.pack(units, inputs, point.kernel, 8, 8 * units, packed.w);
    if (index > 0) kernel.pack(inputs, units, point.kernel, 8 * units, 8, packed.wTransposed);
  });
}

/** The same of the direction. */
export function packDirection({ kernel }: Region, { layers }: KernelNetwork): void {
  layers.forEach(({ inputs, units, direction, packed }, index) => {
    kernel.pack(units, inputs, direction.kernel, 8, 8 * units, packed.v);
    if (index > 0) kernel.pack(inputs, units, direction.kernel, 8 * units, 8, packed.vTransposed);
  });
}
