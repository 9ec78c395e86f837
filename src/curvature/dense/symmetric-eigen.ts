import { implicitQl } from './implicit-ql.ts';
import { tridiagonalize } from './tridiagonal.ts';

/** All eigenvalues of a symmetric matrix, with the eigenvectors where they were asked for. */
export interface SymmetricEigen {
  /** [n], ascending. */
  readonly values: Float64Array;
  /** Orthonormal, each [n], in the order of the values; null where they were not asked for. */
  readonly vectors: readonly Float64Array[] | null;
}

/**
 * Eigenvalues, and on demand eigenvectors, of a symmetric matrix in float64: Householder tridiagonalisation and implicit
 * QL. Backward stable: the eigenvalues are those of a matrix within about n·2.2e-16·‖A‖ of A.
 *
 * Own code, since no kept library of WebAssembly or JavaScript offered it on flat arrays: at 1,537 rows it takes seconds, a
 * solver on arrays of rows that always accumulates eigenvectors minutes. With vectors it takes some eight times as long.
 *
 * @param lower packed rows of the lower triangle, [n(n + 1)/2], finite; overwritten
 */
export function symmetricEigen(lower: Float64Array, n: number, wantVectors = false): SymmetricEigen {
  let largest = 0;
  for (const entry of lower) largest = Math.max(largest, Math.abs(entry));
  // In units of a power of two near its largest entry, which rounds nothing: squares neither overflow nor vanish.
  const unit = powerOfTwoBelow(largest);
  for (let i = 0; i < lower.length; i++) lower[i]! /= unit;
  const { diagonal, offDiagonal, orthogonalRows } = tridiagonalize(lower, n);
  const rows = wantVectors ? orthogonalRows() : [];
  implicitQl(diagonal, offDiagonal, rows);
  const order = Array.from(diagonal, (_, i) => i).sort((i, j) => diagonal[i]! - diagonal[j]!);
  return {
    values: Float64Array.from(order, (i) => diagonal[i]! * unit),
    vectors: wantVectors ? order.map((i) => rows[i]!) : null,
  };
}

/** The largest power of two up to a number; 1 for 0. By exact steps, so every platform agrees. */
function powerOfTwoBelow(size: number): number {
  if (size === 0) return 1;
  let power = 1;
  while (power > size) power /= 2;
  while (power <= size / 2) power *= 2;
  return power;
}
