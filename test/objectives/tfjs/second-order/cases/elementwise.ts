import { map, zip } from '../array.ts';
import type { OpCase } from '../op-case.ts';
import { erf } from './activations.ts';
import { SHAPE, unary } from './function-case.ts';

const positive = (x: number) => 0.5 + x * x;
const withinOne = (x: number) => 0.9 * Math.tanh(x);

type Unary =
  | 'abs'
  | 'acosh'
  | 'asinh'
  | 'atan'
  | 'atanh'
  | 'cos'
  | 'cosh'
  | 'erf'
  | 'exp'
  | 'expm1'
  | 'log'
  | 'log1p';
type MoreUnary = Unary | 'reciprocal' | 'rsqrt' | 'sin' | 'sinh' | 'sqrt' | 'tan';

function elementwise(op: MoreUnary, f: (x: number) => number, point?: (x: number) => number): OpCase {
  return {
    op,
    shapes: [SHAPE],
    ...(point ? { point } : {}),
    output: (tf, [x]) => tf[op](x!),
    reference: ([x]) => map(x!, f),
  };
}

export const elementwiseCases: readonly OpCase[] = [
  elementwise('abs', Math.abs),
  elementwise('acosh', Math.acosh, (x) => 1.3 + x * x),
  elementwise('asinh', Math.asinh),
  elementwise('atan', Math.atan),
  elementwise('atanh', Math.atanh, withinOne),
  elementwise('cos', Math.cos),
  elementwise('cosh', Math.cosh),
  elementwise('erf', erf),
  elementwise('exp', Math.exp),
  elementwise('expm1', Math.expm1),
  elementwise('log', Math.log, positive),
  elementwise('log1p', Math.log1p, positive),
  elementwise('reciprocal', (x) => 1 / x, positive),
  elementwise('rsqrt', (x) => 1 / Math.sqrt(x), positive),
  elementwise('sin', Math.sin),
  elementwise('sinh', Math.sinh),
  elementwise('sqrt', Math.sqrt, positive),
  elementwise('tan', Math.tan, withinOne),
  unary(
    'clipByValue',
    SHAPE,
    (tf, x) => tf.clipByValue(x, -0.5, 0.75),
    (x) => map(x, (v) => Math.min(Math.max(v, -0.5), 0.75)),
  ),
  unary(
    'where',
    SHAPE,
    (tf, x) =>
      tf.where(tf.logicalAnd(tf.greater(x, 0), tf.logicalNot(tf.lessEqual(x, 0.3))), tf.square(x), tf.neg(x)),
    (x) => map(x, (v) => (v > 0 && v > 0.3 ? v * v : -v)),
  ),
  unary(
    'where',
    SHAPE,
    (tf, x) =>
      tf.where(tf.logicalOr(tf.less(x, -0.2), tf.notEqual(tf.floor(x), -1)), tf.square(x), tf.sin(x)),
    (x) => map(x, (v) => (v < -0.2 || Math.floor(v) !== -1 ? v * v : Math.sin(v))),
    { variant: 'masks from other comparisons' },
  ),
  unary(
    'where',
    SHAPE,
    (tf, x) => tf.mul(tf.square(x), tf.cast(tf.all(tf.less(x, 100), -1, true), 'float32')),
    (x) => map(x, (v) => v * v),
    { variant: 'a mask of a whole row' },
  ),
  unary(
    'abs',
    SHAPE,
    (tf, x) =>
      tf.addN([tf.mul(tf.sign(x), x), tf.step(x), tf.ceil(x), tf.round(x), tf.onesLike(x), tf.zerosLike(x)]),
    (x) => map(x, (v) => Math.abs(v) + (v > 0 ? 1 : 0) + Math.ceil(v) + Math.round(v) + 1),
    { variant: 'with functions that are constant between their jumps' },
  ),
  {
    op: 'atan2',
    shapes: [SHAPE, SHAPE],
    point: positive,
    output: (tf, [a, b]) => tf.atan2(a!, b!),
    reference: ([a, b]) => zip(a!, b!, Math.atan2),
  },
  {
    op: 'div',
    shapes: [SHAPE, [4]],
    point: positive,
    output: (tf, [a, b]) => tf.div(a!, b!),
    reference: ([a, b]) => zip(a!, b!, (x, y) => x / y),
  },
  {
    op: 'pow',
    shapes: [SHAPE, [4]],
    point: positive,
    output: (tf, [a, b]) => tf.pow(a!, b!),
    reference: ([a, b]) => zip(a!, b!, (x, y) => x ** y),
  },
  {
    op: 'squaredDifference',
    shapes: [SHAPE, SHAPE],
    output: (tf, [a, b]) => tf.squaredDifference(a!, b!),
    reference: ([a, b]) => zip(a!, b!, (x, y) => (x - y) ** 2),
  },
  {
    op: 'addN',
    shapes: [SHAPE, SHAPE, SHAPE],
    output: (tf, xs) => tf.addN(xs.map((x) => tf.sin(x))),
    reference: ([a, b, c]) => map(a!, (x, i) => Math.sin(x) + Math.sin(b!.data[i]!) + Math.sin(c!.data[i]!)),
  },
];
