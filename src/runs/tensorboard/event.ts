import { maskedCrc32c } from './crc32c.ts';

/** The event file in the folder of a run. TensorBoard takes every file with `tfevents` in its name. */
export const EVENTS_FILE = 'events.out.tfevents.hessian-lab';

/** A named number of one epoch. */
export interface Scalar {
  readonly tag: string;
  /** Stored as float32: TensorBoard's scalars have no more. */
  readonly value: number;
}

/*
 * The messages that scalars need, by the field numbers of tensorflow/core/util/event.proto and
 * tensorflow/core/framework/summary.proto. Own lines and no library: protobufjs is larger than this package, and
 * TensorFlow's own writer needs its native library, which not every machine has.
 */

/** Event { double wall_time = 1; int64 step = 2; Summary summary = 5 } with a value for each scalar. */
export function scalarEvent(seconds: number, step: number, scalars: readonly Scalar[]): Uint8Array {
  const values = scalars.map(({ tag, value }) => {
    const simple = Buffer.alloc(5);
    simple[0] = (2 << 3) | FIXED32;
    simple.writeFloatLE(value, 1);
    // Summary { repeated Value value = 1 }, Value { string tag = 1; float simple_value = 2 }
    return lengthDelimited(1, Buffer.concat([lengthDelimited(1, Buffer.from(tag)), simple]));
  });
  const stepField = Buffer.concat([Buffer.from([(2 << 3) | VARINT]), varint(step)]);
  return Buffer.concat([wallTime(seconds), stepField, lengthDelimited(5, Buffer.concat(values))]);
}

/** Event { double wall_time = 1; string file_version = 3 }: the first one of every file. */
export function versionEvent(seconds: number): Uint8Array {
  return Buffer.concat([wallTime(seconds), lengthDelimited(3, Buffer.from('brain.Event:2'))]);
}

/** An event as a TFRecord: its length as uint64, the checksum of that, the event, its checksum; little-endian. */
export function tfRecord(event: Uint8Array): Uint8Array {
  const record = Buffer.alloc(HEADER_BYTES + event.length + 4);
  record.writeBigUInt64LE(BigInt(event.length), 0);
  record.writeUInt32LE(maskedCrc32c(record.subarray(0, 8)), 8);
  record.set(event, HEADER_BYTES);
  record.writeUInt32LE(maskedCrc32c(event), HEADER_BYTES + event.length);
  return record;
}

/**
 * Where the first `count` whole records of a file end, in bytes; less than `count` where it has fewer. Only lengths are
 * looked at, for a process that is killed leaves nothing but a torn end.
 */
export function recordsEnd(file: Buffer, count: number): { readonly end: number; readonly records: number } {
  let end = 0;
  let records = 0;
  while (records < count && end + HEADER_BYTES <= file.length) {
    const length = Number(file.readBigUInt64LE(end));
    if (end + HEADER_BYTES + length + 4 > file.length) break;
    end += HEADER_BYTES + length + 4;
    records += 1;
  }
  return { end, records };
}

/** Length and its checksum. */
const HEADER_BYTES = 12;

/** Wire types. */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

function wallTime(seconds: number): Buffer {
  const field = Buffer.alloc(9);
  field[0] = (1 << 3) | FIXED64;
  field.writeDoubleLE(seconds, 1);
  return field;
}

function lengthDelimited(field: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([(field << 3) | LENGTH_DELIMITED]), varint(content.length), content]);
}

/** @param value a whole number from 0 to 2^53 - 1 */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  // Not by shifts, which know 32 bits.
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Buffer.from([...bytes, rest]);
}
