/**
 * `tf.matMul` on the native backend, whose kernel is replaced: every rank, type and transposition, and its gradient.
 * Whole numbers make every sum exact, whatever its order. Where no native backend is installed, the others run it.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { openBackend } from '../../../../src/objectives/tfjs/backend.ts';
import type { Tensorflow } from '../../../../src/objectives/tfjs/tensorflow.ts';
import { backends } from '../../../support/backends.ts';

let tf: Tensorflow;
beforeAll(async () => {
  ({ tf } = await openBackend(backends[0]!));
});

/** [rows, columns] of small whole numbers. */
const whole = (rows: number, columns: number) =>
  Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => ((3 * i + 5 * j) % 7) - 3),
  );
const transpose = (a: number[][]) => a[0]!.map((_, j) => a.map((row) => row[j]!));
const product = (a: number[][], b: number[][]) =>
  a.map((row) => transpose(b).map((column) => row.reduce((sum, entry, i) => sum + entry * column[i]!, 0)));

const [a, b] = [whole(5, 3), whole(3, 4)];

describe.each(['float32', 'int32'] as const)('a product of %s matrices', (dtype) => {
  test.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('is exact with transpositions %s, %s', (transposeA, transposeB) => {
    const [left, right] = [transposeA ? transpose(a) : a, transposeB ? transpose(b) : b];
    const result = tf.tidy(() =>
      tf
        .matMul(
          tf.tensor2d(left, undefined, dtype),
          tf.tensor2d(right, undefined, dtype),
          transposeA,
          transposeB,
        )
        .arraySync(),
    );
    expect(result).toEqual(product(a, b));
  });
});

test('a batch of matrices is multiplied one by one', () => {
  const result = tf.tidy(() => tf.matMul(tf.tensor3d([a, a]), tf.tensor3d([b, b])).arraySync());
  expect(result).toEqual([product(a, b), product(a, b)]);
});

test('the gradient of Σ AB in A has the row sums of B in every row', () => {
  const gradient = tf.tidy(() =>
    tf
      .grad((x) => tf.sum(tf.matMul(x as ReturnType<Tensorflow['tensor2d']>, tf.tensor2d(b))))(tf.tensor2d(a))
      .arraySync(),
  );
  expect(gradient).toEqual(a.map(() => b.map((row) => row.reduce((sum, entry) => sum + entry, 0))));
});
