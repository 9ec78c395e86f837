/**
 * What is not a number stays so on every backend: a kernel that makes a number of it hides an overflow. The plain
 * JavaScript backend shares no code with the other two, and the numbers expected of finite inputs come from Math.
 */
import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { openBackend } from '../../../../src/objectives/tfjs/backend.ts';
import type { Tensorflow } from '../../../../src/objectives/tfjs/tensorflow.ts';
import { backends } from '../../../support/backends.ts';

type Op = (tf: Tensorflow, x: Tensor1D) => Tensor;

/** x·I, by the matrix product that has the activation built in. */
const fused =
  (activation: 'relu' | 'relu6'): Op =>
  (tf, x) =>
    tf.fused.matMul({ a: tf.reshape(x, [-1, 1]), b: tf.ones([1, 1]), activation });

const ops: [name: string, op: Op, expected: (x: number) => number][] = [
  ['relu', (tf, x) => tf.relu(x), (x) => Math.max(x, 0)],
  ['relu6', (tf, x) => tf.relu6(x), (x) => Math.min(Math.max(x, 0), 6)],
  ['clipByValue', (tf, x) => tf.clipByValue(x, -1, 2), (x) => Math.min(Math.max(x, -1), 2)],
  ['a matrix product with relu', fused('relu'), (x) => Math.max(x, 0)],
  ['a matrix product with relu6', fused('relu6'), (x) => Math.min(Math.max(x, 0), 6)],
  ['sigmoid', (tf, x) => tf.sigmoid(x), (x) => 1 / (1 + Math.exp(-x))],
  ['tanh', (tf, x) => tf.tanh(x), Math.tanh],
  ['square', (tf, x) => tf.square(x), (x) => x * x],
];

/** A NaN has a sign bit, which JavaScript does not show: its own has none, those of an overflow on x86 have one. */
const makers: [name: string, make: (tf: Tensorflow, x: Tensor1D) => Tensor1D][] = [
  ['NaN', (_, x) => x],
  ['∞ − ∞', (tf, x) => tf.sub(x, tf.where(tf.isInf(x), x, tf.zerosLike(x)))],
];

/** One lane, a whole vector register, and a rest behind some. */
const LENGTHS = [1, 4, 19];

describe.each(backends)('on the %s backend', (name) => {
  let tf: Tensorflow;
  beforeAll(async () => {
    ({ tf } = await openBackend(name));
  });

  describe.each(ops)('%s', (_, op, expected) => {
    it.each(makers)('of %s is not a number, wherever it stands', (made, make) => {
      const bad = made === 'NaN' ? Number.NaN : Number.POSITIVE_INFINITY;
      for (const length of LENGTHS) {
        for (let at = 0; at < length; at++) {
          const values = new Float32Array(length).fill(0.5).fill(bad, at, at + 1);
          const found = tf.tidy(() => op(tf, make(tf, tf.tensor1d(values))).dataSync());
          expect([...found.keys()].filter((i) => Number.isNaN(found[i]))).toEqual([at]);
        }
      }
    });

    it('of numbers is what it was, infinities included, and leaves no tensor behind', () => {
      const values = [-Infinity, -7, -0.5, 0, 0.25, 1, 6, 9, Infinity];
      const { numTensors, numDataBuffers } = tf.memory();
      const found = tf.tidy(() => op(tf, tf.tensor1d(values)).dataSync());
      expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
      for (const [i, x] of values.entries()) expect(found[i]).toBeCloseTo(expected(x), 6);
    });
  });
});
