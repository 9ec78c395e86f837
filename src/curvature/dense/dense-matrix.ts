import { applyMany, type LinearOperator } from '../../numerics/linear-operator.ts';
import { isFiniteVector } from '../../numerics/vector.ts';
import { rowStart } from './tridiagonal.ts';

/** The matrix of an operator, column by column, as its products gave it. */
export interface DenseMatrix {
  /** A·eⱼ, each [dimension]. */
  readonly columns: readonly Float64Array[];
  /** Products spent: the dimension; fewer where one was not finite. */
  readonly products: number;
  readonly allFinite: boolean;
}

/** Unit vectors sent through the operator at a time. */
const BLOCK = 32;

/** Forms the matrix from products with unit vectors, with the `exact` twin where there is one; ends where one is not finite. */
export function denseMatrix(operator: LinearOperator): DenseMatrix {
  const { dimension } = operator;
  const columns = Array.from({ length: dimension }, () => new Float64Array(dimension));
  const units = Array.from({ length: Math.min(BLOCK, dimension) }, () => new Float64Array(dimension));
  for (let start = 0; start < dimension; start += BLOCK) {
    const outs = columns.slice(start, start + BLOCK);
    const block = units.slice(0, outs.length);
    for (const [i, unit] of block.entries()) unit.fill(0)[start + i] = 1;
    applyMany(operator.exact ?? operator, block, outs);
    if (!outs.every(isFiniteVector)) return { columns, products: start + outs.length, allFinite: false };
  }
  return { columns, products: dimension, allFinite: true };
}

/** The symmetric part of a matrix, and how much was not symmetric. */
export interface SymmetricPart {
  /** Packed rows of the lower triangle of (A + Aᵀ)/2, [n(n + 1)/2]. */
  readonly lower: Float64Array;
  /** ‖A‖ in the Frobenius norm; may overflow to Infinity. */
  readonly norm: number;
  /** ‖A − Aᵀ‖ in the Frobenius norm. */
  readonly skew: number;
}

/** Symmetrises columns; sums of squares are taken in units of the largest entry, so no size overflows or vanishes. */
export function symmetricPart(columns: readonly Float64Array[]): SymmetricPart {
  const lower = new Float64Array(rowStart(columns.length));
  let unit = 0;
  for (const column of columns) for (const entry of column) unit = Math.max(unit, Math.abs(entry));
  if (unit === 0) return { lower, norm: 0, skew: 0 };
  let squares = 0;
  let differences = 0;
  for (const [i, column] of columns.entries()) {
    const start = rowStart(i);
    for (let j = 0; j <= i; j++) {
      const one = column[j]!;
      const other = columns[j]![i]!;
      lower[start + j] = one / 2 + other / 2;
      const twice = i === j ? 1 : 2;
      const [a, b] = [one / unit, other / unit];
      squares += (twice * (a * a + b * b)) / 2;
      differences += twice * (a - b) * (a - b);
    }
  }
  return { lower, norm: unit * Math.sqrt(squares), skew: unit * Math.sqrt(differences) };
}
