import type { LinearOperator } from '../../src/numerics/linear-operator.ts';
import type { Rows } from '../curvature/matrices.ts';

/** The matrix of an operator, a product with a unit vector for each row. */
export function denseRows(operator: LinearOperator): Rows {
  return Array.from({ length: operator.dimension }, (_, i) => {
    const unit = new Float64Array(operator.dimension);
    unit[i] = 1;
    const row = new Float64Array(operator.dimension);
    operator.apply(unit, row);
    return row;
  });
}
