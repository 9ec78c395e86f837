import { z } from 'zod';
import type { TrainingState } from '../training/state.ts';

/**
 * Turns a value of plain data and typed arrays into one that JSON keeps bit for bit: typed arrays as base64 of their
 * little-endian bytes, and numbers that JSON has no notation for (NaN, ±Infinity, -0) as `{"$number": "NaN"}`.
 */
export function encode(value: unknown): unknown {
  if (typeof value === 'number') {
    if (Number.isFinite(value) && !Object.is(value, -0)) return value;
    return { $number: Object.is(value, -0) ? '-0' : String(value) };
  }
  if (ArrayBuffer.isView(value)) {
    const name = value.constructor.name;
    if (!(name in typedArrays)) throw new TypeError(`checkpoint: cannot keep a ${name}`);
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return { $array: name, base64: bytes.toString('base64') };
  }
  if (Array.isArray(value)) return value.map(encode);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, encode(entry)]));
  }
  if (
    value === undefined ||
    typeof value === 'function' ||
    typeof value === 'bigint' ||
    typeof value === 'symbol'
  ) {
    throw new TypeError(`checkpoint: cannot keep a value of type ${typeof value}`);
  }
  return value;
}

/** The inverse of `encode`. Throws a RangeError where bytes are no whole number of elements. */
export function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (value === null || typeof value !== 'object') return value;
  const tagged = value as { $number?: string; $array?: TypedArrayName; base64?: string };
  if (tagged.$number !== undefined) return Number(tagged.$number);
  if (tagged.$array !== undefined) {
    // A copy: Buffers from the pool may start at an address that float64 cannot.
    const bytes = Uint8Array.from(Buffer.from(tagged.base64 ?? '', 'base64'));
    return new typedArrays[tagged.$array](bytes.buffer);
  }
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, decode(entry)]));
}

const typedArrays = { Float64Array, Float32Array, Int32Array, Uint32Array, Uint8Array };
type TypedArrayName = keyof typeof typedArrays;

const number = z.union([
  z.number(),
  z.strictObject({ $number: z.enum(['NaN', 'Infinity', '-Infinity', '-0']) }),
]);
const count = z.int().min(0);
const vector = z.strictObject({ $array: z.literal('Float64Array'), base64: z.string() });
const trackedEnd = z.strictObject({
  measurements: count,
  warm: z
    .strictObject({
      value: number.optional(),
      vector,
      smallest: z.strictObject({ value: number, vector }).optional(),
    })
    .nullable(),
  motion: z.strictObject({ step: vector, share: number }).nullable(),
  rival: z.strictObject({ vector, value: number, due: count }).nullable(),
});

/** An encoded `TrainingState`. */
const fields = {
  epoch: count,
  step: count,
  learningRate: number,
  parameters: vector,
  velocity: vector.nullable(),
  running: z.array(z.strictObject({ mean: vector, variance: vector })),
  tracker: z.strictObject({ largest: trackedEnd, smallest: trackedEnd }),
  divergenceLoss: number,
  epochsToTarget: count.nullable(),
  gradients: count,
  products: count,
} satisfies Record<keyof TrainingState, z.ZodType>;

/** The form of a state in a checkpoint; lengths of vectors are the session's to compare. */
export const encodedState = z.strictObject(fields);
