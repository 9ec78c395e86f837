import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { applyMany, type LinearOperator } from '../../numerics/linear-operator.ts';
import { axpy, isFiniteVector, norm } from '../../numerics/vector.ts';

/** All eigenpairs of an operator by its dense matrix. */
export interface DenseSpectrum {
  /** Ascending, [dimension]. */
  readonly values: Float64Array;
  /** Orthonormal, in the order of the values. */
  readonly vectors: readonly Float64Array[];
  /**
   * Estimated size of the errors of the eigenvalues. By Weyl's theorem the norm of the matrix's error bounds them, and the
   * products show their errors themselves: by the part of the matrix that is not symmetric, and by three more products
   * with vectors of signs, which the columns should add up to. Four times the largest, so that one chance agreement
   * does not hide them, plus the solver's dimension·2.2e-16·max |λ|.
   */
  readonly error: number;
  /** Products spent: dimension + 3. */
  readonly products: number;
}

/** Columns asked for in one go. */
const BLOCK = 32;

/** Products that check the columns. */
const CHECKS = 3;
/** By how much the errors may exceed those that are seen. */
const UNSEEN = 4;

/** Forms the matrix from products with unit vectors and decomposes it; null where a product is not finite. */
export function denseSpectrum(operator: LinearOperator): DenseSpectrum | null {
  const { dimension } = operator;
  const exact = operator.exact ?? operator;
  const columns: Float64Array[] = [];
  for (let first = 0; first < dimension; first += BLOCK) {
    const count = Math.min(BLOCK, dimension - first);
    const units = Array.from({ length: count }, (_, i) => {
      const unit = new Float64Array(dimension);
      unit[first + i] = 1;
      return unit;
    });
    const images = units.map(() => new Float64Array(dimension));
    applyMany(exact, units, images);
    if (!images.every(isFiniteVector)) return null;
    columns.push(...images);
  }
  const mismatch = columnMismatch(exact, columns);
  // The library's solver yields NaN for entries near the limits of the exponent: it gets the matrix in units of its
  // largest entry.
  let unit = 0;
  for (const column of columns) for (const entry of column) unit = Math.max(unit, Math.abs(entry));
  if (unit === 0) unit = 1;
  const symmetric = new Matrix(dimension, dimension);
  let squaredSkew = 0;
  for (let i = 0; i < dimension; i++) {
    for (let j = 0; j <= i; j++) {
      const [one, other] = [columns[i]![j]! / unit, columns[j]![i]! / unit];
      squaredSkew += (one - other) ** 2 / 2;
      symmetric.set(i, j, (one + other) / 2);
      symmetric.set(j, i, (one + other) / 2);
    }
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(symmetric, {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, i) => i).sort((i, j) => realEigenvalues[i]! - realEigenvalues[j]!);
  const values = Float64Array.from(order, (i) => realEigenvalues[i]! * unit);
  const largest = Math.max(Math.abs(values[0]!), Math.abs(values.at(-1)!));
  return {
    values,
    vectors: order.map((i) => Float64Array.from(eigenvectorMatrix.getColumn(i))),
    error: UNSEEN * Math.max(mismatch, Math.sqrt(squaredSkew) * unit) + dimension * Number.EPSILON * largest,
    products: dimension + CHECKS,
  };
}

/** The largest ‖As − Σ sⱼaⱼ‖ over vectors of signs: as large as the error of the matrix in the Frobenius norm. */
function columnMismatch(operator: LinearOperator, columns: readonly Float64Array[]): number {
  let most = 0;
  for (let check = 0; check < CHECKS; check++) {
    // Signs without pattern (the fractional part of a quadratic in √2), the same for every call.
    const signs = Float64Array.from(columns, (_, j) =>
      (j * j * Math.SQRT2 + j * 0.3 + check * Math.SQRT1_2) % 1 < 0.5 ? 1 : -1,
    );
    const difference = new Float64Array(columns.length);
    operator.apply(signs, difference);
    for (const [j, column] of columns.entries()) axpy(-signs[j]!, column, difference);
    most = Math.max(most, norm(difference));
  }
  return most;
}
