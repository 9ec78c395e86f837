/**
 * Blocks against the entries of the matrix itself. It alone can catch: a block that is shifted, a product that leaves
 * something behind for the next, an exact twin or a block of products that is lost or not cut.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockOperator } from '../../../src/curvature/blocks/block-operator.ts';
import { applyMany, type LinearOperator } from '../../../src/numerics/linear-operator.ts';
import { operatorContract } from '../../support/operator-contract.ts';
import { anySymmetric, dense, diagonal, matrixWithSpectrum } from '../matrices.ts';

const columnsOf = (operator: LinearOperator) =>
  Array.from({ length: operator.dimension }, (_, j) => {
    const unit = new Float64Array(operator.dimension);
    unit[j] = 1;
    const out = new Float64Array(operator.dimension);
    operator.apply(unit, out);
    return [...out];
  });

describe('a block of an operator', () => {
  operatorContract(
    () => blockOperator(dense(matrixWithSpectrum([5, 4, -3, 2, 1, 0])), { offset: 1, size: 3 }),
    1e-14,
  );

  it('has the entries of the dense matrix within its range, to the last bit', () => {
    const range = fc.record({ from: fc.nat(8), to: fc.nat(8) });
    fc.assert(
      fc.property(anySymmetric, range, (rows, { from, to }) => {
        const [offset, end] = [from, to].map((one) => one % (rows.length + 1)).sort((a, b) => a - b) as [
          number,
          number,
        ];
        const block = blockOperator(dense(rows), { offset, size: end - offset });
        expect(columnsOf(block)).toEqual(
          rows.slice(offset, end).map((row) => [...row.subarray(offset, end)]),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('multiplies blocks of vectors in one go where the operator can, and keeps the exact twin', () => {
    const rows = matrixWithSpectrum([5, 4, -3, 2]);
    let together = 0;
    const operator: LinearOperator = {
      ...dense(rows),
      applyMany(vectors, outs) {
        together++;
        for (const [i, v] of vectors.entries()) dense(rows).apply(v, outs[i]!);
      },
      exact: diagonal([1, 2, 3, 4]),
    };
    const block = blockOperator(operator, { offset: 1, size: 2 });
    const outs = [new Float64Array(2), new Float64Array(2)];
    applyMany(block, [Float64Array.of(1, 0), Float64Array.of(0, 1)], outs);
    expect(outs.map((out) => [...out])).toEqual([1, 2].map((j) => [rows[1]![j]!, rows[2]![j]!]));
    expect(together).toBe(1);
    expect(columnsOf(block.exact!)).toEqual([
      [2, 0],
      [0, 3],
    ]);
    expect(blockOperator(dense(rows), { offset: 0, size: 1 })).not.toHaveProperty('exact');
  });

  it.each([
    [3, 2],
    [-1, 2],
    [0.5, 1],
    [0, Number.NaN],
  ])('at offset %d of size %d is refused in four dimensions', (offset, size) => {
    expect(() => blockOperator(diagonal([1, 2, 3, 4]), { offset, size })).toThrow(
      `within the 4 parameters, received offset ${offset} and size ${size}`,
    );
  });
});
