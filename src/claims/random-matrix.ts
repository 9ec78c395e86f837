import { Matrix as MlMatrix, QrDecomposition } from 'ml-matrix';
import type { LinearOperator } from '../numerics/linear-operator.ts';
import { type Matrix, matrix } from '../numerics/matrix.ts';
import type { RandomStream } from '../numerics/random.ts';

/** A symmetric matrix with its eigenpairs known beforehand. */
export interface KnownSymmetric {
  /** [n, n], symmetric to the last bit. */
  readonly matrix: Matrix;
  readonly eigenvalues: readonly number[];
  /** Orthonormal, in the order of the eigenvalues. */
  readonly eigenvectors: readonly Float64Array[];
}

/**
 * QΛQᵀ with Q uniform over the orthogonal matrices, up to signs: the Q of the QR decomposition of normal numbers
 * (Stewart 1980, section 3).
 */
export function randomSymmetric(eigenvalues: readonly number[], stream: RandomStream): KnownSymmetric {
  const n = eigenvalues.length;
  const normal = new MlMatrix(
    Array.from({ length: n }, () => Array.from({ length: n }, () => stream.normal())),
  );
  const q = new QrDecomposition(normal).orthogonalMatrix;
  const result = matrix(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += eigenvalues[k]! * q.get(i, k) * q.get(j, k);
      result.values[i * n + j] = sum;
      result.values[j * n + i] = sum;
    }
  }
  return {
    matrix: result,
    eigenvalues,
    eigenvectors: eigenvalues.map((_, k) => Float64Array.from(q.getColumn(k))),
  };
}

/** n numbers, equally spaced on a logarithmic axis from `low` to `high`, both included. */
export function logSpaced(n: number, low: number, high: number): number[] {
  return Array.from({ length: n }, (_, i) => low * (high / low) ** (n === 1 ? 0 : i / (n - 1)));
}

/** A normal vector [n]. */
export function normalVector(n: number, stream: RandomStream): Float64Array {
  return Float64Array.from({ length: n }, () => stream.normal());
}

/** A·v as a new vector, by its definition. */
export function multiply({ rows, columns, values }: Matrix, v: Float64Array): Float64Array {
  const product = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) product[i]! += values[i * columns + j]! * v[j]!;
  }
  return product;
}

/** ‖x − y‖/‖y‖; ‖x‖ where y is zero. */
export function relativeError(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let [difference, size] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    difference += (x[i]! - y[i]!) ** 2;
    size += y[i]! ** 2;
  }
  return Math.sqrt(size === 0 ? difference : difference / size);
}

/** x + factor·d as a new vector. */
export function plus(x: Float64Array, factor: number, d: Float64Array): Float64Array {
  return x.map((entry, i) => entry + factor * d[i]!);
}

/** The n unit vectors of Rⁿ. */
export function unitVectors(n: number): Float64Array[] {
  return Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
}

/** A·v of an operator as a new vector. */
export function image(operator: LinearOperator, v: Float64Array): Float64Array {
  const out = new Float64Array(operator.dimension);
  operator.apply(v, out);
  return out;
}
