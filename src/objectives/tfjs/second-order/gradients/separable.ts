import type { Tensor } from '@tensorflow/tfjs';
import type { Attributes, Engine } from '../engine.ts';
import type { ReplacementFamily } from './kernel-functions.ts';

/**
 * Gradients of image resizing and mirror padding: linear maps that act on each axis by itself, Y = A·X·Bᵀ for two
 * axes, so that X̄ = Aᵀ·Ȳ·B. The matrices are what the kernel makes of the identity, and so fit the forward pass
 * whatever its options and backend.
 *
 * tfjs's own gradients are wrong: mirror padding drops the mirrored entries; resizing ignores half-pixel centres
 * on every backend, and on the plain one mixes up the images of a batch (nearest neighbour) or height and width
 * (bilinear). The matrices are dense: [new, old] numbers for each axis that changes.
 */
export const separableGradients: ReplacementFamily = (engine) => [
  ...['ResizeBilinear', 'ResizeNearestNeighbor'].map((kernelName) => ({
    kernelName,
    gradient: (dy: Tensor, [images]: Tensor[], attributes: Attributes) => ({
      images: () => {
        const resize = (identity: Tensor, size: number[]) =>
          engine.runKernel(kernelName, { images: identity }, { ...attributes, size });
        const [, oldHeight, oldWidth] = images!.shape as [number, number, number];
        const [, newHeight, newWidth] = dy.shape as [number, number, number];
        // The identity's columns are channels of one image, which is a line of pixels.
        const rows = resize(identityOf(engine, oldHeight, [1, oldHeight, 1, oldHeight]), [newHeight, 1]);
        const columns = resize(identityOf(engine, oldWidth, [1, 1, oldWidth, oldWidth]), [1, newWidth]);
        return pullBackAlong(engine, pullBackAlong(engine, dy, 1, rows), 2, columns);
      },
    }),
  })),
  {
    kernelName: 'MirrorPad',
    gradient: (dy, [x], attributes) => ({
      x: () =>
        (attributes.paddings as [number, number][]).reduce((gradient, padding, axis) => {
          if (padding[0] === 0 && padding[1] === 0) return gradient;
          const length = x!.shape[axis]!;
          const identity = identityOf(engine, length, [length, length]);
          const paddings = [padding, [0, 0]];
          const matrix = engine.runKernel('MirrorPad', { x: identity }, { ...attributes, paddings });
          return pullBackAlong(engine, gradient, axis, matrix);
        }, dy),
    }),
  },
];

/** The identity matrix of an order, in any shape of as many entries. */
function identityOf(engine: Engine, order: number, shape: number[]): Tensor {
  const values = new Float32Array(order * order);
  for (let i = 0; i < order; i++) values[i * (order + 1)] = 1;
  return engine.makeTensor(values, shape, 'float32');
}

/** Multiplies every vector along an axis by the transpose of a matrix of [new, old] entries, of any shape. */
function pullBackAlong(engine: Engine, dy: Tensor, axis: number, matrix: Tensor): Tensor {
  const { shape } = dy;
  const first = [axis, ...shape.keys()].filter((other, position) => position === 0 || other !== axis);
  const newLength = shape[axis]!;
  const oldLength = matrix.size / newLength;
  const reshape = (x: Tensor, to: readonly number[]) => engine.runKernel('Reshape', { x }, { shape: to });
  const transpose = (x: Tensor, perm: readonly number[]) => engine.runKernel('Transpose', { x }, { perm });
  const product = engine.runKernel(
    'BatchMatMul',
    {
      a: reshape(matrix, [1, newLength, oldLength]),
      b: reshape(transpose(dy, first), [1, newLength, dy.size / newLength]),
    },
    { transposeA: true, transposeB: false },
  );
  const others = first.slice(1).map((other) => shape[other]!);
  return transpose(
    reshape(product, [oldLength, ...others]),
    shape.map((_, other) => first.indexOf(other)),
  );
}
