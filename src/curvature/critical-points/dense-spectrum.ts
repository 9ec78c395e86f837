import type { LinearOperator } from '../../numerics/linear-operator.ts';
import { axpy, norm } from '../../numerics/vector.ts';
import { denseMatrix, symmetricPart } from '../dense/dense-matrix.ts';
import { symmetricEigen } from '../dense/symmetric-eigen.ts';

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

/** Products that check the columns. */
const CHECKS = 3;
/** By how much the errors may exceed those that are seen. */
const UNSEEN = 4;

/** Forms the matrix from products with unit vectors and decomposes it; null where a product is not finite. */
export function denseSpectrum(operator: LinearOperator): DenseSpectrum | null {
  const { dimension } = operator;
  const { columns, products, allFinite } = denseMatrix(operator);
  if (!allFinite) return null;
  const mismatch = columnMismatch(operator.exact ?? operator, columns);
  const { lower, skew } = symmetricPart(columns);
  const { values, vectors } = symmetricEigen(lower, dimension, true);
  const largest = Math.max(Math.abs(values[0]!), Math.abs(values.at(-1)!));
  return {
    values,
    vectors: vectors!,
    // Half of A − Aᵀ is what A differs from its symmetric part.
    error: UNSEEN * Math.max(mismatch, skew / 2) + dimension * Number.EPSILON * largest,
    products: products + CHECKS,
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
