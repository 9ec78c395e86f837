import { at, build, reshape, sum } from '../array.ts';
import type { OpCase } from '../op-case.ts';
import { SHAPE, unary } from './function-case.ts';

const INDICES = [2, 0, 2, 1];

export const shapeCases: readonly OpCase[] = [
  unary(
    'batchToSpaceND',
    [4, 2, 2, 1],
    (tf, x) =>
      tf.batchToSpaceND(
        x,
        [2, 2],
        [
          [0, 0],
          [0, 0],
        ],
      ),
    (x) => build([1, 4, 4, 1], ([, i, j]) => at(x, (i! % 2) * 2 + (j! % 2), i! >> 1, j! >> 1, 0)),
  ),
  unary(
    'spaceToBatchND',
    [1, 4, 4, 1],
    (tf, x) =>
      tf.spaceToBatchND(
        x,
        [2, 2],
        [
          [0, 0],
          [0, 0],
        ],
      ),
    (x) => build([4, 2, 2, 1], ([b, i, j]) => at(x, 0, 2 * i! + (b! >> 1), 2 * j! + (b! % 2), 0)),
  ),
  unary(
    'broadcastTo',
    [1, 4],
    (tf, x) => tf.broadcastTo(tf.sin(x), [3, 4]),
    (x) => build([3, 4], ([, j]) => Math.sin(at(x, 0, j!))),
  ),
  unary(
    'gather',
    SHAPE,
    (tf, x) => tf.gather(x, tf.tensor1d(INDICES, 'int32'), 1),
    (x) => build([3, 4], ([i, j]) => at(x, i!, INDICES[j!]!)),
  ),
  unary(
    'reverse',
    SHAPE,
    (tf, x) => tf.reverse(x, 1),
    (x) => build(SHAPE, ([i, j]) => at(x, i!, 3 - j!)),
  ),
  unary(
    'split',
    SHAPE,
    (tf, x) => {
      const [a, b] = tf.split(x, 2, 1);
      return tf.mul(a!, tf.sin(b!));
    },
    (x) => build([3, 2], ([i, j]) => at(x, i!, j!) * Math.sin(at(x, i!, j! + 2))),
  ),
  unary(
    'stack',
    SHAPE,
    (tf, x) => tf.stack([x, tf.square(x)], 1),
    (x) => build([3, 2, 4], ([i, k, j]) => at(x, i!, j!) ** (k! + 1)),
  ),
  unary(
    'tile',
    SHAPE,
    (tf, x) => tf.tile(x, [2, 3]),
    (x) => build([6, 12], ([i, j]) => at(x, i! % 3, j! % 4)),
  ),
  unary(
    'unstack',
    SHAPE,
    (tf, x) => {
      const [a, b, c] = tf.unstack(x);
      return tf.mul(tf.mul(a!, b!), c!);
    },
    (x) => build([4], ([j]) => at(x, 0, j!) * at(x, 1, j!) * at(x, 2, j!)),
  ),
  unary(
    'unsortedSegmentSum',
    [4, 2],
    (tf, x) => tf.unsortedSegmentSum(tf.sin(x), tf.tensor1d(INDICES, 'int32'), 3),
    (x) => build([3, 2], ([s, j]) => sum(4, (i) => (INDICES[i] === s ? Math.sin(at(x, i, j!)) : 0))),
  ),
  unary(
    'resizeBilinear',
    // Square: the plain backend confuses height and width of the gradient, and throws.
    [1, 2, 2, 1],
    (tf, x) => tf.image.resizeBilinear(x as never, [4, 4]),
    (x) =>
      build([1, 4, 4, 1], ([, i, j]) => {
        const [row, column] = [Math.min(i! / 2, 1), Math.min(j! / 2, 1)];
        const [top, left] = [Math.floor(row), Math.floor(column)];
        const [down, across] = [row - top, column - left];
        const pixel = (r: number, c: number) => at(x, 0, Math.min(r, 1), Math.min(c, 1), 0);
        const upper = (1 - across) * pixel(top, left) + across * pixel(top, left + 1);
        const lower = (1 - across) * pixel(top + 1, left) + across * pixel(top + 1, left + 1);
        return (1 - down) * upper + down * lower;
      }),
  ),
  unary(
    'stack',
    SHAPE,
    (tf, x) =>
      tf.expandDims(
        tf.cast(
          tf.clone(
            tf.pad(
              x as never,
              [
                [1, 0],
                [0, 1],
              ],
              0.5,
            ),
          ),
          'float32',
        ),
        0,
      ),
    (x) =>
      reshape(
        build([4, 5], ([i, j]) => (i! > 0 && j! < 4 ? at(x, i! - 1, j!) : 0.5)),
        [1, 4, 5],
      ),
    { variant: 'padded, cloned, cast and expanded' },
  ),
];
