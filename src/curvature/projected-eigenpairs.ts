import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** An eigenpair of A projected onto a basis. */
export interface ProjectedEigenpair {
  readonly value: number;
  /** [size], unit length. */
  readonly coordinates: Float64Array;
}

/** The part of ‖A‖ that no eigenvalue in float64 can show: the square of the rounding unit, and to spare. */
const NEGLIGIBLE = 1e-40;

/**
 * All eigenpairs of a small symmetric matrix, ascending. The library's solver yields NaN for entries near the limits of
 * the exponent: it gets the matrix in units of its magnitude, and zero for what is far below rounding.
 *
 * @param projected lower triangle, row by row
 * @param magnitude size of the entries, as the largest one; 0 for a zero matrix
 */
export function projectedEigenpairs(
  projected: readonly Float64Array[],
  magnitude: number,
): ProjectedEigenpair[] {
  const size = projected.length;
  const unit = magnitude === 0 ? 1 : magnitude;
  const symmetric = new Matrix(size, size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const entry = projected[i]![j]! / unit;
      if (Math.abs(entry) < NEGLIGIBLE) continue;
      symmetric.set(i, j, entry);
      symmetric.set(j, i, entry);
    }
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(symmetric, {
    assumeSymmetric: true,
  });
  return realEigenvalues.map((value, column) => ({
    value: value * unit,
    coordinates: Float64Array.from(eigenvectorMatrix.getColumn(column)),
  }));
}
