import { alongLast, at, build, map, matMul, mean, sum, zip } from '../array.ts';
import type { OpCase } from '../op-case.ts';
import { softplus } from './activations.ts';
import { SHAPE, unary } from './function-case.ts';

const rowNorm = (row: number[]) => Math.sqrt(row.reduce((total, x) => total + x * x, 0));

export const reductionCases: readonly OpCase[] = [
  unary(
    'max',
    SHAPE,
    (tf, x) => tf.max(tf.sin(x), -1),
    (x) => alongLast(x, (row) => [Math.max(...row.map(Math.sin))]),
  ),
  unary(
    'min',
    SHAPE,
    (tf, x) => tf.min(tf.sin(x), -1),
    (x) => alongLast(x, (row) => [Math.min(...row.map(Math.sin))]),
  ),
  unary(
    'max',
    SHAPE,
    (tf, x) => tf.max(x),
    (x) => ({ shape: [], data: Float64Array.of(Math.max(...x.data)) }),
    {
      variant: 'over everything',
    },
  ),
  ...(['max', 'min'] as const).map((extreme) =>
    unary(
      extreme,
      SHAPE,
      // Each entry twice: as smooth as a single one, though every extreme is tied.
      (tf, x) => tf[extreme](tf.concat([x, x], 1), 1),
      (x) => alongLast(x, (row) => [Math[extreme](...row)]),
      { variant: 'with ties' },
    ),
  ),
  unary(
    'logSumExp',
    SHAPE,
    (tf, x) => tf.logSumExp(x, -1),
    (x) => alongLast(x, (row) => [Math.log(row.reduce((total, v) => total + Math.exp(v), 0))]),
  ),
  unary(
    'norm',
    SHAPE,
    (tf, x) => tf.norm(x, 2, -1),
    (x) => alongLast(x, (row) => [rowNorm(row)]),
  ),
  unary(
    'norm',
    SHAPE,
    (tf, x) => tf.mean(tf.softplus(x), 0),
    (x) => build([4], ([j]) => mean([0, 1, 2].map((i) => softplus(at(x, i, j!))))),
    { variant: 'mean over the first axis' },
  ),
  {
    op: 'matMul',
    shapes: [SHAPE, [4, 2]],
    output: (tf, [a, b]) => tf.matMul(a!, b!),
    reference: ([a, b]) => matMul(a!, b!),
  },
  {
    op: 'matMul',
    variant: 'both transposed, in batches',
    shapes: [
      [2, 4, 3],
      [2, 2, 4],
    ],
    output: (tf, [a, b]) => tf.matMul(a!, b!, true, true),
    reference: ([a, b]) =>
      build([2, 3, 2], ([batch, i, j]) => sum(4, (k) => at(a!, batch!, k, i!) * at(b!, batch!, j!, k))),
  },
  {
    op: 'fused.matMul',
    shapes: [SHAPE, [4, 2], [2]],
    output: (tf, [a, b, bias]) => tf.fused.matMul({ a: a!, b: b!, bias: bias!, activation: 'linear' }),
    reference: ([a, b, bias]) => zip(matMul(a!, b!), bias!, (x, y) => x + y),
  },
  {
    op: 'fused.matMul',
    variant: 'with relu, without bias',
    shapes: [SHAPE, [4, 2]],
    output: (tf, [a, b]) => tf.fused.matMul({ a: a!, b: b!, activation: 'relu' }),
    reference: ([a, b]) => map(matMul(a!, b!), (x) => Math.max(x, 0)),
  },
];
