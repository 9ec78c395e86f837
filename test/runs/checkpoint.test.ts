import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CheckpointError, checkpointText, readCheckpoint } from '../../src/runs/checkpoint.ts';
import { decode, encode } from '../../src/runs/checkpoint-state.ts';
import type { TrainingState } from '../../src/training/state.ts';
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

const end = {
  measurements: 2,
  warm: {
    value: -0,
    vector: new Float64Array([1, 2, 3]),
    smallest: { value: -4, vector: new Float64Array([0, 1, 0]) },
  },
  motion: { step: new Float64Array([0, -0, 1e-9]), share: -1 },
  rival: { vector: new Float64Array([0, 0, 1]), value: Number.NEGATIVE_INFINITY, due: 3 },
};
const state: TrainingState = {
  epoch: 3,
  step: 12,
  learningRate: 0.1,
  parameters: new Float64Array([Math.PI, -0, Number.MIN_VALUE]),
  velocity: null,
  running: [{ mean: new Float64Array([1]), variance: new Float64Array([2]) }],
  tracker: { largest: end, smallest: { measurements: 0, warm: null, motion: null, rival: null } },
  suite: {
    gaussNewton: { largest: end, smallest: end },
    topVectors: [new Float64Array([1, 0, 0]), new Float64Array([0, 0, -1])],
  },
  divergenceLoss: Number.POSITIVE_INFINITY,
  epochsToTarget: null,
  gradients: 15,
  products: 7,
};

test('a checkpoint file is read back for the run that wrote it, and refused for another config or seed', async () => {
  const path = join(temporaryDirectory(), 'checkpoint.json');
  writeFileSync(path, checkpointText(run, state));
  expect(await readCheckpoint(path, run)).toEqual(state);
  await expect(readCheckpoint(path, { ...run, configHash: 'def' })).rejects.toThrow('another run');
  await expect(readCheckpoint(path, { ...run, seed: 4 })).rejects.toThrow('another run');
});

test('no file is no checkpoint; one of another format, or that is none, is refused with place, reason and remedy', async () => {
  const path = join(temporaryDirectory(), 'checkpoint.json');
  expect(await readCheckpoint(path, run)).toBeNull();
  writeFileSync(path, '{"format": 99, "configHash": "abc", "seed": 3}');
  await expect(readCheckpoint(path, run)).rejects.toThrow('format 99');
  writeFileSync(path, '{"format": 1, "sta');
  await expect(readCheckpoint(path, run)).rejects.toBeInstanceOf(CheckpointError);
  await expect(readCheckpoint(path, run)).rejects.toThrow('delete it and resume again');
  writeFileSync(path, checkpointText(run, { ...state, epoch: 1.5 }));
  await expect(readCheckpoint(path, run)).rejects.toThrow('state.epoch');
});

test('a checkpoint of which any one byte was changed is refused, or says the same', async () => {
  const path = join(temporaryDirectory(), 'checkpoint.json');
  writeFileSync(path, checkpointText(run, state));
  const whole = readFileSync(path);
  const flips = fc.tuple(fc.nat(whole.length - 1), fc.nat(7));
  await fc.assert(
    fc.asyncProperty(flips, async ([at, bit]) => {
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 1 << bit;
      writeFileSync(path, bytes);
      const read = await readCheckpoint(path, run).catch((error: unknown) => error);
      if (read instanceof CheckpointError) expect(read.message).toContain(path);
      else expect(read).toEqual(state);
    }),
    { numRuns: 500 },
  );
});

test('what a checkpoint could not give back is refused when it is written', () => {
  expect(() => encode({ step: () => 1 })).toThrow('function');
  expect(() => encode({ missing: undefined })).toThrow('undefined');
  expect(() => encode(new BigInt64Array(1))).toThrow('BigInt64Array');
});
