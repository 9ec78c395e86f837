/**
 * H − G against entries. It alone can catch: a wrong sign, a dropped exact twin.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { residualOperator } from '../../src/curvature/residual-operator.ts';
import { applyMany } from '../../src/numerics/linear-operator.ts';
import { expectClose } from '../support/close.ts';
import { denseRows } from '../support/dense-rows.ts';
import { operatorContract } from '../support/operator-contract.ts';
import { anySymmetric, dense, diagonal, matrixWithSpectrum } from './matrices.ts';

describe('what the Gauss-Newton matrix leaves of the Hessian', () => {
  const h = matrixWithSpectrum([5, 4, -3, 2], 1);
  const g = matrixWithSpectrum([5, 2, 0, 0], 2);
  operatorContract(() => residualOperator(dense(h), dense(g)), 1e-14);

  it('is H − G to the last bit, one product or many', () => {
    fc.assert(
      fc.property(anySymmetric, (rows) => {
        const other = rows.map((row, i) => row.map((entry, j) => entry * (i === j ? 2 : -1)));
        const operator = residualOperator(dense(rows), dense(other));
        const wanted = rows.map((row, i) => row.map((entry, j) => entry - other[i]![j]!));
        expect(denseRows(operator)).toEqual(wanted);
        const outs = rows.map(() => new Float64Array(rows.length));
        applyMany(
          operator,
          rows.map((_, i) => new Float64Array(rows.length).fill(1, i, i + 1)),
          outs,
        );
        expect(outs).toEqual(wanted);
      }),
    );
  });

  it('takes the exact twin of either, where there is one', () => {
    const quick = { ...dense(h), exact: diagonal([1, 2, 3, 4]) };
    expectClose(
      denseRows(residualOperator(quick, diagonal([1, 1, 1, 1])).exact!).map((row, i) => row[i]!),
      [0, 1, 2, 3],
      0,
    );
    expect(residualOperator(dense(h), dense(g))).not.toHaveProperty('exact');
  });

  it('is refused for two dimensions', () => {
    expect(() => residualOperator(dense(h), diagonal([1]))).toThrow('received 4 and 1');
  });
});
