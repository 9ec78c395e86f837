import { expect, it } from 'vitest';
import { applyMany, linearOperator } from '../../src/numerics/linear-operator.ts';

const doubling = linearOperator(2, (v) => v.map((x) => 2 * x));
const vectors = [Float64Array.of(1, 2), Float64Array.of(3, 4)];
const zeros = () => vectors.map(() => new Float64Array(2));

it('applyMany multiplies one by one where the operator has no way of its own', () => {
  const outs = zeros();
  applyMany(doubling, vectors, outs);
  expect(outs).toEqual([Float64Array.of(2, 4), Float64Array.of(6, 8)]);
});

it('applyMany hands the whole block to an operator that takes one', () => {
  const blocks: number[] = [];
  const operator = {
    ...doubling,
    applyMany: (block: readonly Float64Array[]) => void blocks.push(block.length),
  };
  applyMany(operator, vectors, zeros());
  expect(blocks).toEqual([2]);
});

it('applyMany refuses a block with another number of outputs', () => {
  expect(() => applyMany(doubling, vectors, [new Float64Array(2)])).toThrow(
    'applyMany: expected one output for each of 2 vectors, received 1',
  );
});
