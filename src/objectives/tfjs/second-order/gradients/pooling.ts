import type { Tensor } from '@tensorflow/tfjs';
import type { Attributes, Engine } from '../engine.ts';
import { type GradientFamily, gradient, multiply, toFloat, zeros } from './kernel-functions.ts';

/**
 * Gradients of the kernels that compute gradients of pooling.
 *
 * The gradient kernels are linear in dy: average pooling transposed, and for max pooling "send dy to the first
 * largest entry of each window". Their gradients are those maps transposed: average pooling, and "take the entry
 * at the first maximum of each window". The position of a maximum is piecewise constant, so the other inputs
 * get zeros.
 */
export const poolingGradients: GradientFamily = (engine) => [
  ...['AvgPool', 'AvgPool3D'].map((pool) =>
    gradient(`${pool}Grad`, ['input'], (ddx, [input], attributes) => ({
      dy: () => engine.runKernel(pool, { x: ddx }, { ...attributes, dataFormat: 'NDHWC' }),
      input: () => zeros(engine, input!),
    })),
  ),
  ...['MaxPoolGrad', 'MaxPool3DGrad'].map((kernelName) =>
    gradient(kernelName, ['input', 'output'], (ddx, [input, output], attributes) => ({
      dy: () => takeAtMaxima(engine, ddx, input!, output!, attributes),
      input: () => zeros(engine, input!),
      output: () => zeros(engine, output!),
    })),
  ),
];

/**
 * For each pooling window, the entry of `values` at the window's first maximum of `input`.
 *
 * No backend but the plain one has a kernel for this, so it is composed: the windows' entries are gone through
 * in row-major order, each a strided slice of the padded tensors that has the shape of the output.
 *
 * @param values [batch, ...space, channels], like `input`
 * @param output [batch, ...windows, channels], the maxima
 */
function takeAtMaxima(
  engine: Engine,
  values: Tensor,
  input: Tensor,
  output: Tensor,
  attributes: Attributes,
): Tensor {
  const axes = input.rank - 2;
  const size = perAxis(attributes.filterSize, axes);
  const stride = perAxis(attributes.strides, axes);
  const paddings = [...input.shape].map((length, axis): [number, number] => {
    const spatial = axis - 1;
    if (spatial < 0 || spatial >= axes) return [0, 0];
    const needed = (output.shape[axis]! - 1) * stride[spatial]! + size[spatial]! - length;
    const before = paddingBefore(attributes.pad, axis, needed);
    return [before, Math.max(needed - before, 0)];
  });
  const pad = (x: Tensor, constantValue: number) =>
    engine.runKernel('PadV2', { x }, { paddings, constantValue });
  const paddedInput = pad(input, Number.NEGATIVE_INFINITY);
  const paddedValues = pad(values, 0);
  let taken = zeros(engine, output);
  let open = engine.runKernel('OnesLike', { x: output });
  for (const offset of offsets(size)) {
    const entry = (x: Tensor) => stridedSlice(engine, x, offset, output.shape, stride);
    const isMaximum = toFloat(engine, engine.runKernel('Equal', { a: entry(paddedInput), b: output }));
    const isFirst = multiply(engine, open, isMaximum);
    taken = engine.runKernel('Add', { a: taken, b: multiply(engine, isFirst, entry(paddedValues)) });
    open = engine.runKernel('Sub', { a: open, b: isFirst });
  }
  return taken;
}

/**
 * How many entries stand before the first one of an axis.
 *
 * @param pad 'valid', 'same', the padding on every side, or [before, after] for each axis of the tensor
 * @param needed padding on both sides that makes the windows fit
 */
function paddingBefore(pad: unknown, axis: number, needed: number): number {
  if (pad === 'valid') return 0;
  if (pad === 'same') return Math.floor(Math.max(needed, 0) / 2);
  return Array.isArray(pad) ? (pad as [number, number][])[axis]![0] : (pad as number);
}

function stridedSlice(
  engine: Engine,
  x: Tensor,
  offset: readonly number[],
  shape: readonly number[],
  stride: readonly number[],
): Tensor {
  const begin = [0, ...offset, 0];
  const strides = [1, ...stride, 1];
  const end = begin.map((first, axis) => first + (shape[axis]! - 1) * strides[axis]! + 1);
  const masks = { beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 };
  return engine.runKernel('StridedSlice', { x }, { begin, end, strides, ...masks });
}

/** All positions inside a window, row-major. */
function offsets(size: readonly number[]): number[][] {
  return size.reduce<number[][]>(
    (prefixes, length) => prefixes.flatMap((prefix) => Array.from({ length }, (_, i) => [...prefix, i])),
    [[]],
  );
}

function perAxis(value: unknown, axes: number): number[] {
  return Array.isArray(value) ? (value as number[]) : Array<number>(axes).fill(value as number);
}
