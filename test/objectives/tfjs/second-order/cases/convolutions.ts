import type { Tensor } from '@tensorflow/tfjs';
import { at, build, map, mean, type NdArray, reshape, sum, zip } from '../array.ts';
import type { OpCase } from '../op-case.ts';
import { type Layer, layerCase } from './layer-case.ts';

/** Offsets of the window's entries, row-major. */
const positions = (size: readonly number[]): number[][] =>
  size.reduce<number[][]>(
    (some, n) => some.flatMap((p) => Array.from({ length: n }, (_, i) => [...p, i])),
    [[]],
  );

/** Output lengths and the padding before, by TensorFlow's rule for 'same' and 'valid'. */
function geometry(space: readonly number[], size: readonly number[], stride: number, same: boolean) {
  const lengths = space.map((n, axis) =>
    same ? Math.ceil(n / stride) : Math.ceil((n - size[axis]! + 1) / stride),
  );
  const before = space.map((n, axis) =>
    same ? Math.floor(Math.max((lengths[axis]! - 1) * stride + size[axis]! - n, 0) / 2) : 0,
  );
  return { lengths, before };
}

/** Cross-correlation over any number of spatial axes: x [batch, …space, in], filter [...size, in, out]. */
function convolution(x: NdArray, filter: NdArray, stride = 1, same = false): NdArray {
  const size = filter.shape.slice(0, -2);
  const [inputs, outputs] = filter.shape.slice(-2) as [number, number];
  const { lengths, before } = geometry(x.shape.slice(1, -1), size, stride, same);
  const window = positions(size);
  return build([x.shape[0]!, ...lengths, outputs], (index) => {
    const place = index.slice(1, -1);
    return sum(window.length, (w) => {
      const offset = window[w]!;
      const source = place.map((p, axis) => p * stride + offset[axis]! - before[axis]!);
      return sum(inputs, (c) => at(x, index[0]!, ...source, c) * at(filter, ...offset, c, index.at(-1)!));
    });
  });
}

/** The transpose of `convolution` without padding: each entry of x spreads over a window. Filter [...size, out, in]. */
function transposedConvolution(x: NdArray, filter: NdArray, stride: number): NdArray {
  const size = filter.shape.slice(0, -2);
  const [outputs, inputs] = filter.shape.slice(-2) as [number, number];
  const space = x.shape.slice(1, -1).map((n, axis) => (n - 1) * stride + size[axis]!);
  const window = positions(size);
  return build([x.shape[0]!, ...space, outputs], (index) =>
    sum(window.length, (w) => {
      const offset = window[w]!;
      const source = index.slice(1, -1).map((p, axis) => (p - offset[axis]!) / stride);
      if (!source.every(Number.isInteger)) return 0;
      return sum(inputs, (c) => at(x, index[0]!, ...source, c) * at(filter, ...offset, index.at(-1)!, c));
    }),
  );
}

/** x [batch, h, w, in], filter [h, w, in, multiplier]. */
function depthwise(x: NdArray, filter: NdArray, stride = 1): NdArray {
  const [height, width, inputs, multiplier] = filter.shape as [number, number, number, number];
  const { lengths } = geometry(x.shape.slice(1, 3), [height, width], stride, false);
  return build([x.shape[0]!, ...lengths, inputs * multiplier], ([b, i, j, c]) =>
    sum(height, (di) =>
      sum(width, (dj) => {
        const input = Math.floor(c! / multiplier);
        return (
          at(x, b!, i! * stride + di, j! * stride + dj, input) * at(filter, di, dj, input, c! % multiplier)
        );
      }),
    ),
  );
}

const biased = (x: NdArray, bias: NdArray) => zip(x, bias, (a, b) => a + b);

export const convolutionCases: readonly OpCase[] = [
  layerCase({
    op: 'Conv1D',
    create: (tf) => tf.layers.conv1d({ filters: 2, kernelSize: 2 }) as unknown as Layer,
    input: [2, 4, 2],
    weights: [[2, 2, 2], [2]],
    reference: (x, filter, bias) => biased(convolution(x, filter!), bias!),
  }),
  layerCase({
    op: 'Conv2D',
    create: (tf) =>
      tf.layers.conv2d({
        filters: 2,
        kernelSize: 2,
        strides: 2,
        padding: 'same',
        activation: 'tanh',
      }) as unknown as Layer,
    input: [1, 3, 3, 2],
    weights: [[2, 2, 2, 2], [2]],
    reference: (x, filter, bias) => map(biased(convolution(x, filter!, 2, true), bias!), Math.tanh),
  }),
  layerCase({
    op: 'Conv2DTranspose',
    create: (tf) => tf.layers.conv2dTranspose({ filters: 2, kernelSize: 2, strides: 2 }) as unknown as Layer,
    input: [1, 2, 2, 1],
    weights: [[2, 2, 2, 1], [2]],
    reference: (x, filter, bias) => biased(transposedConvolution(x, filter!, 2), bias!),
  }),
  layerCase({
    op: 'Conv3D',
    create: (tf) => tf.layers.conv3d({ filters: 2, kernelSize: 2 }) as unknown as Layer,
    input: [1, 3, 2, 2, 1],
    weights: [[2, 2, 2, 1, 2], [2]],
    reference: (x, filter, bias) => biased(convolution(x, filter!), bias!),
  }),
  layerCase({
    op: 'Conv3DTranspose',
    create: (tf) => tf.layers.conv3dTranspose({ filters: 1, kernelSize: 2, strides: 2 }) as unknown as Layer,
    input: [1, 2, 1, 2, 1],
    weights: [[2, 2, 2, 1, 1], [1]],
    reference: (x, filter, bias) => biased(transposedConvolution(x, filter!, 2), bias!),
  }),
  layerCase({
    op: 'DepthwiseConv2D',
    create: (tf) => tf.layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2 }) as unknown as Layer,
    input: [1, 3, 3, 2],
    weights: [[2, 2, 2, 2], [4]],
    reference: (x, filter, bias) => biased(depthwise(x, filter!), bias!),
  }),
  layerCase({
    op: 'SeparableConv2D',
    create: (tf) =>
      tf.layers.separableConv2d({ filters: 2, kernelSize: 2, depthMultiplier: 1 }) as unknown as Layer,
    input: [1, 3, 3, 2],
    weights: [[2, 2, 2, 1], [1, 1, 2, 2], [2]],
    reference: (x, filter, pointwise, bias) => biased(convolution(depthwise(x, filter!), pointwise!), bias!),
  }),
  {
    op: 'fused.conv2d',
    shapes: [[1, 3, 3, 1], [2, 2, 1, 2], [2]],
    output: (tf, [x, filter, bias]) =>
      tf.fused.conv2d({ x: x as never, filter: filter as never, strides: 1, pad: 'valid', bias: bias! }),
    reference: ([x, filter, bias]) => biased(convolution(x!, filter!), bias!),
  },
  {
    op: 'fused.depthwiseConv2d',
    shapes: [[1, 3, 3, 2], [2, 2, 2, 1], [2]],
    output: (tf, [x, filter, bias]) =>
      tf.fused.depthwiseConv2d({
        x: x as never,
        filter: filter as never,
        strides: 1,
        pad: 'valid',
        bias: bias!,
      }),
    reference: ([x, filter, bias]) => biased(depthwise(x!, filter!), bias!),
  },
];

/** Pooling over any number of spatial axes; entries outside are left out of a window. */
function pooling(
  x: NdArray,
  size: number,
  stride: number,
  same: boolean,
  f: (window: number[]) => number,
): NdArray {
  const space = x.shape.slice(1, -1);
  const sizes = space.map(() => size);
  const { lengths, before } = geometry(space, sizes, stride, same);
  return build([x.shape[0]!, ...lengths, x.shape.at(-1)!], (index) => {
    const entries = positions(sizes).flatMap((offset) => {
      const source = index.slice(1, -1).map((p, axis) => p * stride + offset[axis]! - before[axis]!);
      const inside = source.every((p, axis) => p >= 0 && p < space[axis]!);
      return inside ? [at(x, index[0]!, ...source, index.at(-1)!)] : [];
    });
    return f(entries);
  });
}

const largest = (window: number[]) => Math.max(...window);
const INPUTS = [
  [2, 5, 2],
  [1, 4, 5, 2],
  [1, 3, 4, 3, 1],
];

function poolingLayer(kind: 'max' | 'average', axes: number, same: boolean): OpCase {
  const input = INPUTS[axes - 1]!;
  const config = {
    poolSize: 2,
    strides: axes === 1 ? 2 : 1,
    padding: same ? ('same' as const) : ('valid' as const),
  };
  return layerCase({
    op: `${kind === 'max' ? 'Max' : 'Average'}Pooling${axes}D`,
    variant: config.padding,
    create: (tf) => tf.layers[`${kind}Pooling${axes as 1 | 2 | 3}d`](config as never) as unknown as Layer,
    input,
    reference: (x) => pooling(x, config.poolSize, config.strides, same, kind === 'max' ? largest : mean),
  });
}

const everywhere = (x: NdArray, f: (entries: number[]) => number) => {
  const [batch, channels] = [x.shape[0]!, x.shape.at(-1)!];
  const rows = x.data.length / batch / channels;
  const flat = reshape(x, [batch, rows, channels]);
  return build([batch, channels], ([b, c]) => f(Array.from({ length: rows }, (_, r) => at(flat, b!, r, c!))));
};

export const poolingCases: readonly OpCase[] = [
  ...[1, 2, 3].flatMap((axes) =>
    (['max', 'average'] as const).flatMap((kind) =>
      [false, true].map((same) => poolingLayer(kind, axes, same)),
    ),
  ),
  ...(['1D', '2D'] as const).flatMap((dimension, i) => [
    layerCase({
      op: `GlobalAveragePooling${dimension}`,
      create: (tf) =>
        (i === 0
          ? tf.layers.globalAveragePooling1d()
          : tf.layers.globalAveragePooling2d({})) as unknown as Layer,
      input: INPUTS[i]!,
      reference: (x) => everywhere(x, mean),
    }),
    layerCase({
      op: `GlobalMaxPooling${dimension}`,
      create: (tf) =>
        (i === 0 ? tf.layers.globalMaxPooling1d() : tf.layers.globalMaxPooling2d({})) as unknown as Layer,
      input: INPUTS[i]!,
      reference: (x) => everywhere(x, largest),
    }),
  ]),
  {
    op: 'MaxPooling2D',
    variant: 'windows of three that stick out on all sides',
    shapes: [[1, 3, 4, 1]],
    output: (tf, [x]) => tf.maxPool(x as never, 3, 1, 'same') as Tensor,
    reference: ([x]) => pooling(x!, 3, 1, true, largest),
  },
  {
    op: 'MaxPooling2D',
    variant: 'every maximum twice in its window, of which one counts',
    shapes: [[1, 2, 2, 1]],
    output: (tf, [x]) => tf.maxPool(tf.tile(x!, [1, 1, 2, 1]) as never, [1, 4], [1, 4], 'valid') as Tensor,
    reference: ([x]) => build([1, 2, 1, 1], ([, i]) => Math.max(at(x!, 0, i!, 0, 0), at(x!, 0, i!, 1, 0))),
  },
  {
    op: 'MaxPooling2D',
    variant: 'after relu, so that windows of equal zeros occur',
    shapes: [[1, 4, 4, 2]],
    output: (tf, [x]) => tf.maxPool(tf.relu(x!) as never, 2, 2, 'valid') as Tensor,
    reference: ([x]) =>
      pooling(
        map(x!, (v) => Math.max(v, 0)),
        2,
        2,
        false,
        largest,
      ),
  },
];
