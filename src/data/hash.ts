import { createHash } from 'node:crypto';
import { endianness } from 'node:os';
import type { Dataset } from './dataset.ts';

/**
 * SHA-256 of a data set before split and transforms, hexadecimal: names and row count as JSON, a line feed, then
 * inputs and targets row-major as little-endian float64. Two files that hold the same numbers under the same names
 * have the same hash, however they write them.
 */
export function dataHash({ inputs, targets, inputNames, targetNames }: Dataset): string {
  return createHash('sha256')
    .update(`${JSON.stringify({ rows: inputs.rows, inputNames, targetNames })}\n`)
    .update(littleEndian(inputs.values))
    .update(littleEndian(targets.values))
    .digest('hex');
}

/** The bytes themselves where the machine has them in this order, as nearly all have: a large table is not copied. */
function littleEndian(values: Float64Array): Uint8Array {
  if (endianness() === 'LE') return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const view = new DataView(new ArrayBuffer(values.length * 8));
  for (let i = 0; i < values.length; i++) view.setFloat64(i * 8, values[i]!, true);
  return new Uint8Array(view.buffer);
}
