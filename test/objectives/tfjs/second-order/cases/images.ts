import { at, build, type NdArray } from '../array.ts';
import type { OpCase } from '../op-case.ts';
import { unary } from './function-case.ts';

/** Two images of two channels, not square: what mixes up batch, channels or axes shows. */
const IMAGES = [2, 2, 3, 2];
const SIZE: [number, number] = [3, 5];

/** Where an output pixel lies between input pixels, with pixel centres at half integers. */
const halfPixel = (index: number, from: number, to: number) => ((index + 0.5) * from) / to - 0.5;
const clamp = (position: number, length: number) => Math.min(Math.max(position, 0), length - 1);

function bilinear(x: NdArray): NdArray {
  return build([2, ...SIZE, 2], ([b, i, j, c]) => {
    const row = clamp(halfPixel(i!, 2, SIZE[0]), 2);
    const column = clamp(halfPixel(j!, 3, SIZE[1]), 3);
    const [top, left] = [Math.floor(row), Math.floor(column)];
    const pixel = (r: number, k: number) => at(x, b!, clamp(r, 2), clamp(k, 3), c!);
    const mix = (share: number, p: number, q: number) => (1 - share) * p + share * q;
    return mix(
      row - top,
      mix(column - left, pixel(top, left), pixel(top, left + 1)),
      mix(column - left, pixel(top + 1, left), pixel(top + 1, left + 1)),
    );
  });
}

function nearest(x: NdArray): NdArray {
  const index = (i: number, from: number, to: number) =>
    Math.min(Math.floor(((i + 0.5) * from) / to), from - 1);
  return build([2, ...SIZE, 2], ([b, i, j, c]) =>
    at(x, b!, index(i!, 2, SIZE[0]), index(j!, 3, SIZE[1]), c!),
  );
}

/** Linear maps of images whose gradients tfjs has wrong. */
export const imageCases: readonly OpCase[] = [
  unary(
    'resizeBilinear',
    IMAGES,
    (tf, x) => tf.image.resizeBilinear(x as never, SIZE, false, true),
    bilinear,
    {
      variant: 'half-pixel centres, two images that are not square',
    },
  ),
  unary(
    'resizeNearestNeighbor',
    IMAGES,
    (tf, x) => tf.image.resizeNearestNeighbor(x as never, SIZE, false, true),
    nearest,
    { variant: 'half-pixel centres' },
  ),
  unary(
    'resizeNearestNeighbor',
    IMAGES,
    (tf, x) => tf.image.resizeNearestNeighbor(x as never, [4, 6]),
    (x) => build([2, 4, 6, 2], ([b, i, j, c]) => at(x, b!, i! >> 1, j! >> 1, c!)),
  ),
  ...(['reflect', 'symmetric'] as const).map((mode) =>
    unary(
      'mirrorPad',
      [3, 4],
      (tf, x) =>
        tf.mirrorPad(
          x,
          [
            [1, 0],
            [2, 1],
          ],
          mode,
        ),
      (x) => build([4, 7], ([i, j]) => at(x, mirrored(i! - 1, 3, mode), mirrored(j! - 2, 4, mode))),
      { variant: mode },
    ),
  ),
];

/** The entry that stands at a position outside: `reflect` does not repeat the border, `symmetric` does. */
function mirrored(position: number, length: number, mode: 'reflect' | 'symmetric'): number {
  const border = mode === 'symmetric' ? 1 : 0;
  if (position < 0) return -position - border;
  return position >= length ? 2 * (length - 1) - position + border : position;
}
