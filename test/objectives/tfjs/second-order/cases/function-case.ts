import type { Tensor } from '@tensorflow/tfjs';
import type { NdArray } from '../array.ts';
import type { OpCase, Tensorflow } from '../op-case.ts';

export const SHAPE = [3, 4];

/** A function of x alone, each computed both ways. */
export function unary(
  op: string,
  shape: readonly number[],
  output: (tf: Tensorflow, x: Tensor) => Tensor,
  reference: (x: NdArray) => NdArray,
  more: Partial<OpCase> = {},
): OpCase {
  return {
    op,
    shapes: [shape],
    output: (tf, [x]) => output(tf, x!),
    reference: ([x]) => reference(x!),
    ...more,
  };
}
