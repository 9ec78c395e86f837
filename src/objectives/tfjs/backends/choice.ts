import { counted } from '../../../statistics/counted.ts';
import { availableBackends, type BackendAvailability } from './availability.ts';
import type { BackendName } from './name.ts';

/** What a run asks of TensorFlow.js, as far as speed depends on it. */
export interface BackendDemand {
  /** `training.backend` of the config. */
  readonly requested: 'auto' | BackendName;
  /** Units of each layer, inputs first, outputs last, such as [13, 32, 32, 1]. */
  readonly layerSizes: readonly number[];
  /** Rows of one batch. */
  readonly rows: number;
  /** Whether results must not depend on the processor (`deterministic` of the config); default false. */
  readonly deterministic?: boolean;
}

/** A backend and the sentence that tells why, for the terminal and the manifest. */
export interface BackendChoice {
  readonly name: BackendName;
  readonly why: string;
}

/**
 * Multiply-adds of one forward pass from which the native backend is the faster one. Below, its fixed cost of
 * 20-60 µs an operation decides; above, its threads and matrix kernels. Median milliseconds on 2 cores, tanh:
 *
 * | net, rows               | multiply-adds | gradient native / WASM | product native / WASM |
 * |-------------------------|---------------|------------------------|-----------------------|
 * | 13-16-1, 128            | 0.03 million  | 1.6 / 0.7              | 2.2 / 0.6             |
 * | 16-32-32-1, 256         | 0.40 million  | 2.0 / 1.2              | 2.3 / 1.6             |
 * | 13-32-32-1, 404         | 0.59 million  | 2.2 / 1.8              | 3.9 / 2.4             |
 * | 64-128-128-1, 32        | 0.79 million  | 1.9 / 1.7              | 2.9 / 2.6             |
 * | 16-32-32-1, 1024        | 1.6 million   | 2.1 / 3.9              | 3.6 / 5.2             |
 * | 13-64-64-1, 404         | 2.0 million   | 2.1 / 4.2              | 3.2 / 6.5             |
 * | 64-128-128-1, 512       | 13 million    | 3.0 / 19               | 4.8 / 32              |
 * | 64-256-256-1, 512       | 42 million    | 5.3 / 68               | 8.3 / 119             |
 */
export const NATIVE_PAYS_FROM = 1_000_000;

/**
 * Chooses the TensorFlow.js backend for an MLP by size; a backend that is requested is taken as it is, and
 * `openBackend` reports it when missing.
 */
export async function chooseBackend(demand: BackendDemand): Promise<BackendChoice> {
  return chooseAmong(await availableBackends(), demand);
}

/** `chooseBackend` for a machine with the given backends: the rule itself. */
export function chooseAmong(installed: readonly BackendAvailability[], demand: BackendDemand): BackendChoice {
  if (demand.requested !== 'auto') return { name: demand.requested, why: 'requested' };
  const wasm = installed.find(({ name }) => name === 'wasm');
  const native = installed.find(({ name }) => name === 'native');
  const work = multiplyAdds(demand.layerSizes, demand.rows);
  const size = `${demand.layerSizes.join('-')} on ${counted(demand.rows, 'row')}`;

  if (demand.deterministic) {
    if (!wasm?.available) return { name: 'cpu', why: `deterministic, and ${wasm?.reason}` };
    return { name: 'wasm', why: 'deterministic: its arithmetic is the same on every processor' };
  }
  if (!wasm?.available) {
    if (native?.available) return { name: 'native', why: `${wasm?.reason}` };
    return { name: 'cpu', why: `${native?.reason}, and ${wasm?.reason}` };
  }
  if (work < NATIVE_PAYS_FROM) {
    return { name: 'wasm', why: `${size} is small enough for WASM to be the faster one` };
  }
  if (!native?.available) {
    return { name: 'wasm', why: `native would be faster for ${size}, but ${native?.reason}` };
  }
  return { name: 'native', why: `${size} is large enough for the native library to be the faster one` };
}

/** Multiply-adds of one forward pass: the sum over layers of inputs × units, times rows. */
export function multiplyAdds(layerSizes: readonly number[], rows: number): number {
  let perRow = 0;
  for (let layer = 1; layer < layerSizes.length; layer++)
    perRow += layerSizes[layer - 1]! * layerSizes[layer]!;
  return perRow * rows;
}
