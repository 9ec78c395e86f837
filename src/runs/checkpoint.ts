import { readFile } from 'node:fs/promises';
import { writeWhole } from './write.ts';

/** Version of the checkpoint format; a reader refuses any other. */
export const checkpointFormat = 1;

/** The run that a checkpoint belongs to; no other can go on from it. */
export interface RunIdentity {
  readonly configHash: string;
  readonly seed: number;
}

/** A checkpoint file that cannot be read back. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

/**
 * Writes the state of a training run: plain data with typed arrays anywhere in it. The file is JSON, and reading
 * it gives back the same bits: typed arrays are kept as base64 of their little-endian bytes, and numbers that JSON
 * has no notation for (NaN, ±Infinity, -0) as `{"$number": "NaN"}`.
 *
 * @throws WriteError
 */
export async function writeCheckpoint(path: string, run: RunIdentity, state: unknown): Promise<void> {
  const document = { format: checkpointFormat, ...run, state: encode(state) };
  await writeWhole(path, `${JSON.stringify(document)}\n`);
}

/**
 * Reads a checkpoint back.
 *
 * @throws CheckpointError when the file is no checkpoint of this format or belongs to another config or seed
 */
export async function readCheckpoint(path: string, run: RunIdentity): Promise<unknown> {
  let document: { format?: unknown; configHash?: unknown; seed?: unknown; state?: unknown };
  try {
    document = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new CheckpointError(`${path} cannot be read as a checkpoint: ${(error as Error).message}`);
  }
  if (document.format !== checkpointFormat) {
    throw new CheckpointError(
      `${path} has checkpoint format ${String(document.format)}, this version reads ${checkpointFormat}; use the version that the manifest beside it names`,
    );
  }
  const { configHash, seed } = document;
  if (configHash !== run.configHash || seed !== run.seed) {
    throw new CheckpointError(
      `${path} belongs to another run: config hash ${String(configHash)}, seed ${String(seed)}; expected ${run.configHash}, ${run.seed}. Compare the config.yaml beside it.`,
    );
  }
  return decode(document.state);
}

const typedArrays = { Float64Array, Float32Array, Int32Array, Uint32Array, Uint8Array };
type TypedArrayName = keyof typeof typedArrays;

/** Turns a value into one that JSON keeps bit for bit; see `writeCheckpoint`. */
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

/** The inverse of `encode`. */
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
