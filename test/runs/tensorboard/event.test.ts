/** The bytes are those of TensorBoard's own writer: `events.py` beside this file wrote `events.tfevents`. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { crc32c } from '../../../src/runs/tensorboard/crc32c.ts';
import { recordsEnd, scalarEvent, tfRecord, versionEvent } from '../../../src/runs/tensorboard/event.ts';

const theirs = readFileSync(new URL('./events.tfevents', import.meta.url));

const ours = [
  versionEvent(1700000000.25),
  scalarEvent(1700000001.5, 1, [{ tag: 'train_loss', value: 0.1 }]),
  scalarEvent(1700000002.5, 2 ** 33 + 300, [
    { tag: 'train_loss', value: Number.POSITIVE_INFINITY },
    { tag: `lambda_max λ ${'x'.repeat(150)}`, value: -2.5e-30 },
  ]),
].map(tfRecord);

test('events are the bytes that TensorBoard writes for them', () => {
  expect(Buffer.concat(ours).equals(theirs)).toBe(true);
});

test('CRC-32C has the check value of its catalogue', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
});

test('the end of so many records is found, also in a file that is torn', () => {
  const ends = ours.map((_, i) => Buffer.concat(ours.slice(0, i + 1)).length);
  expect(recordsEnd(theirs, 0)).toEqual({ end: 0, records: 0 });
  expect(recordsEnd(theirs, 2)).toEqual({ end: ends[1], records: 2 });
  expect(recordsEnd(theirs, 9)).toEqual({ end: ends[2], records: 3 });
  for (const torn of [ends[2]! - 1, ends[1]! + 5]) {
    expect(recordsEnd(theirs.subarray(0, torn), 9)).toEqual({ end: ends[1], records: 2 });
  }
});
