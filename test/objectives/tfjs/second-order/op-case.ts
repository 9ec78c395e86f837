import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { type RandomStream, randomStream } from '../../../../src/numerics/random.ts';
import type { RecordedNode } from '../../../../src/objectives/tfjs/second-order/engine.ts';
import type { NdArray } from './array.ts';
import { differenceGradient, differenceProduct, STEP } from './finite-differences.ts';

export type Tensorflow = typeof import('@tensorflow/tfjs');

/** One op, twice: as TensorFlow.js computes it and as plain float64 formulas. */
export interface OpCase {
  /** Its key in the op table. */
  readonly op: string;
  /** What sets this case apart from others of the op. */
  readonly variant?: string;
  /** Shapes of the tensors that are differentiated for. */
  readonly shapes: readonly (readonly number[])[];
  /** Where the op is evaluated: standard normal numbers mapped by this; default: as they are. */
  readonly point?: (x: number) => number;
  readonly output: (tf: Tensorflow, xs: readonly Tensor[]) => Tensor;
  readonly reference: (xs: readonly NdArray[]) => NdArray;
}

/** What float64 differences say at a point. */
export interface Expected extends Point {
  readonly value: number;
  readonly gradient: Float64Array;
  readonly product: Float64Array;
}

/** The scalar both sides are reduced to: it has slope and curvature in every entry of the op's output. */
const weight = (i: number) => Math.cos(1.3 * i + 0.4);

/** Differences with two steps agree to this on smooth functions, and by far not across a kink. */
const SMOOTH = 1e-4;

const known = new WeakMap<OpCase, Expected>();

/** Draws points until one lies off the kinks of a piecewise op, and evaluates the reference there. */
export function expectedOf(opCase: OpCase): Expected {
  const stream = randomStream(1, `${opCase.op} ${opCase.variant ?? ''}`);
  for (let attempt = 0; attempt < 50 && !known.has(opCase); attempt++) {
    const expected = expectedAt(opCase, pointOf(opCase, stream));
    if (expected) known.set(opCase, expected);
  }
  const expected = known.get(opCase);
  if (!expected) throw new Error(`No smooth point found for ${opCase.op}`);
  return expected;
}

export interface Point {
  readonly values: readonly Float64Array[];
  readonly direction: readonly Float64Array[];
}

export function pointOf({ shapes, point }: OpCase, stream: RandomStream): Point {
  // Float32 values, so that both sides are evaluated at the same point.
  const draw = (f: (x: number) => number) =>
    sizesOf(shapes).map((size) => Float64Array.from({ length: size }, () => Math.fround(f(stream.normal()))));
  return { values: draw((x) => (point ? point(x) : x)), direction: draw((x) => x) };
}

function expectedAt({ shapes, reference }: OpCase, { values, direction }: Point): Expected | null {
  const sizes = sizesOf(shapes);
  const f = (flat: Float64Array) => {
    const { data } = reference(split(flat, sizes).map((part, i) => ({ shape: shapes[i]!, data: part })));
    return data.reduce((total, y, i) => total + weight(i) * (y + (y * y) / 2), 0);
  };
  const x = join(values);
  const v = join(direction);
  const product = differenceProduct(f, x, v);
  const scale = Math.max(1, ...product.map(Math.abs));
  if (differenceProduct(f, x, v, STEP / 2).some((p, i) => !(Math.abs(p - product[i]!) < SMOOTH * scale)))
    return null;
  return { values, direction, value: f(x), gradient: differenceGradient(f, x), product };
}

export interface Received {
  readonly value: number;
  readonly gradient: Float64Array;
  readonly product: Float64Array;
  /** The tape after forward and backward pass. */
  readonly tape: readonly RecordedNode[];
  readonly parameters: readonly { id: number }[];
}

/** Value, gradient and Hessian-vector product of the case by nested gradients of TensorFlow.js. */
export function receivedFrom(
  tf: Tensorflow,
  { shapes, output }: OpCase,
  { values, direction }: Expected,
): Received {
  const result = {} as { -readonly [Key in keyof Received]: Received[Key] };
  tf.tidy(() => {
    const tensors = (parts: readonly Float64Array[]) =>
      parts.map((part, i) => tf.tensor(Float32Array.from(part), [...shapes[i]!]));
    const vs = tensors(direction);
    const scalar = (...xs: Tensor[]) => {
      const y = tf.reshape(output(tf, xs), [-1]) as Tensor1D;
      const weights = tf.tensor1d(Array.from({ length: y.size }, (_, i) => weight(i)));
      return tf.sum(tf.mul(weights, tf.add(y, tf.mul(0.5, tf.square(y)))));
    };
    const product = tf.grads((...xs) => {
      const { value, grads } = tf.valueAndGrads(scalar)(xs);
      result.value = value.dataSync()[0]!;
      result.gradient = flat(grads);
      result.tape = [...tf.engine().state.activeTape] as unknown as RecordedNode[];
      result.parameters = xs.map(({ id }) => ({ id }));
      return tf.addN(grads.map((g, i) => tf.sum(tf.mul(g, vs[i]!))));
    });
    result.product = flat(product(tensors(values)));
  });
  return result;
}

function sizesOf(shapes: OpCase['shapes']): number[] {
  return shapes.map((shape) => shape.reduce((product, length) => product * length, 1));
}

function flat(tensors: readonly Tensor[]): Float64Array {
  return join(tensors.map((tensor) => Float64Array.from(tensor.dataSync())));
}

function join(parts: readonly Float64Array[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => [...part]));
}

function split(flatValues: Float64Array, sizes: readonly number[]): Float64Array[] {
  let end = 0;
  return sizes.map((size) => {
    end += size;
    return flatValues.subarray(end - size, end);
  });
}
