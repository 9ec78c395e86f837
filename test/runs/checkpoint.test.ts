import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  CheckpointError,
  decode,
  encode,
  readCheckpoint,
  writeCheckpoint,
} from '../../src/runs/checkpoint.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const run = { configHash: 'abc', seed: 3 };

test('plain data with typed arrays survives JSON bit for bit', () => {
  const leaf = fc.oneof(
    fc.double(),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.float64Array(),
    fc.float32Array(),
    fc.int32Array(),
    fc.uint8Array(),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('tree')),
      fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), tie('tree'), { noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(tree, (state) => {
      const read = decode(JSON.parse(JSON.stringify(encode(state))));
      expect(read).toEqual(state);
    }),
  );
});

test('the bits of every float64 in an array come back, those of NaN with a payload too', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (bytes) => {
      const numbers = new Float64Array(bytes.slice().buffer);
      const read = decode(JSON.parse(JSON.stringify(encode(numbers)))) as Float64Array;
      expect(new Uint8Array(read.buffer)).toEqual(bytes);
    }),
  );
});

test('a view into a larger buffer is kept as the view alone', () => {
  const view = new Float64Array([1, 2, 3, 4]).subarray(1, 3);
  expect(decode(encode(view))).toEqual(new Float64Array([2, 3]));
});

test('a checkpoint file is read back for the run that wrote it, and refused for another config or seed', async () => {
  const path = join(temporaryDirectory(), 'checkpoint.json');
  const state = {
    epoch: 3,
    loss: -0,
    limit: Number.POSITIVE_INFINITY,
    parameters: new Float64Array([Math.PI, -0, Number.NaN]),
    velocity: null,
  };
  await writeCheckpoint(path, run, state);
  expect(await readCheckpoint(path, run)).toEqual(state);
  await expect(readCheckpoint(path, { ...run, configHash: 'def' })).rejects.toThrow('another run');
  await expect(readCheckpoint(path, { ...run, seed: 4 })).rejects.toThrow('another run');
});

test('a file of another format or none is refused with its reason', async () => {
  const path = join(temporaryDirectory(), 'checkpoint.json');
  await expect(readCheckpoint(path, run)).rejects.toBeInstanceOf(CheckpointError);
  writeFileSync(path, '{"format": 99}');
  await expect(readCheckpoint(path, run)).rejects.toThrow('format 99');
  writeFileSync(path, '{"format": 1, "sta');
  await expect(readCheckpoint(path, run)).rejects.toBeInstanceOf(CheckpointError);
});

test('what a checkpoint could not give back is refused when it is written', () => {
  expect(() => encode({ step: () => 1 })).toThrow('function');
  expect(() => encode({ missing: undefined })).toThrow('undefined');
  expect(() => encode(new BigInt64Array(1))).toThrow('BigInt64Array');
});
