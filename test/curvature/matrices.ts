import fc from 'fast-check';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { type LinearOperator, linearOperator } from '../../src/numerics/linear-operator.ts';
import { randomStream, randomUnitVector } from '../../src/numerics/random.ts';
import { dot } from '../../src/numerics/vector.ts';

/** Rows of a dense symmetric matrix. */
export type Rows = readonly Float64Array[];

/** H·diag(eigenvalues)·Hᵀ with H a product of three random Householder reflections: a known spectrum, no zeros. */
export function matrixWithSpectrum(eigenvalues: readonly number[], seed = 1): Rows {
  const n = eigenvalues.length;
  const stream = randomStream(seed, 'test/householder');
  const rows = eigenvalues.map((value, i) =>
    Float64Array.from({ length: n }, (_, j) => (i === j ? value : 0)),
  );
  for (let k = 0; k < 3; k++) {
    const u = randomUnitVector(stream, n);
    for (const row of rows) reflect(row, u);
    for (let j = 0; j < n; j++) {
      const column = reflect(
        Float64Array.from(rows, (row) => row[j]!),
        u,
      );
      for (let i = 0; i < n; i++) rows[i]![j] = column[i]!;
    }
  }
  return rows;
}

function reflect(x: Float64Array, u: Float64Array): Float64Array {
  const twice = 2 * dot(x, u);
  for (let i = 0; i < x.length; i++) x[i]! -= twice * u[i]!;
  return x;
}

/** The matrix as an operator. */
export function dense(rows: Rows): LinearOperator {
  return linearOperator(rows.length, (v) => rows.map((row) => dot(row, v)));
}

/** diag(entries) as an operator. */
export function diagonal(entries: readonly number[]): LinearOperator {
  return linearOperator(entries.length, (v) => v.map((entry, i) => entry * entries[i]!));
}

/** Eigenvalues, ascending, by ml-matrix: the oracle. */
export function spectrum(rows: Rows): number[] {
  const matrix = new Matrix(rows.map((row) => Array.from(row)));
  return new EigenvalueDecomposition(matrix, { assumeSymmetric: true }).realEigenvalues.sort((a, b) => a - b);
}

/** ‖Av − λv‖ by a loop of its own, from nothing but the record. */
export function recomputedResidual(rows: Rows, pair: { value: number; vector: Float64Array }): number {
  let squares = 0;
  for (const [i, row] of rows.entries()) {
    let entry = -pair.value * pair.vector[i]!;
    for (let j = 0; j < row.length; j++) entry += row[j]! * pair.vector[j]!;
    squares += entry * entry;
  }
  return Math.sqrt(squares);
}

/** Up to 10 and no closer to zero than 1e-100: the oracle yields NaN for entries near the smallest number. */
const moderate = fc
  .double({ min: -10, max: 10, noNaN: true })
  .map((entry) => (Math.abs(entry) < 1e-100 ? 0 : entry));

/** Any symmetric matrix of 1 to 8 rows; small integers among the entries make zeros and multiplicities likely. */
export const anySymmetric: fc.Arbitrary<Rows> = fc.integer({ min: 1, max: 8 }).chain((n) =>
  fc
    .array(fc.oneof(fc.integer({ min: -2, max: 2 }), moderate), {
      minLength: n * n,
      maxLength: n * n,
    })
    .map((entries) =>
      Array.from({ length: n }, (_, i) =>
        Float64Array.from({ length: n }, (_, j) => entries[Math.min(i, j) * n + Math.max(i, j)]!),
      ),
    ),
);

/**
 * Rounding of a product and of a residual on these matrices: dimension 8 and norm up to 80, times a few operations
 * per entry at 2.2e-16, with the factor 100 that a combination of iterates may have.
 */
export const ROUNDING = 1e-11;

/** Independent normal numbers times `spread`: the bulk of an MLP's Hessian spectrum. */
export function bulk(count: number, spread: number, seed = 1): number[] {
  const stream = randomStream(seed, 'test/bulk');
  return Array.from({ length: count }, () => spread * stream.normal());
}

/**
 * A diagonal bulk plus outliers Σ λ_k·v_k·v_kᵀ whose unit vectors v_k each turn by `drift` radians a step, all scaled
 * by a factor that swings slowly: what a Hessian does along training.
 */
export function driftingOperator(
  outliers: readonly number[],
  spread: number,
  drift: number,
  dimension = 400,
) {
  const stream = randomStream(1, 'test/drift');
  const diagonalPart = bulk(dimension, spread);
  const from = outliers.map(() => randomUnitVector(stream, dimension));
  const to = outliers.map(() => randomUnitVector(stream, dimension));
  return (step: number): LinearOperator => {
    const factor = 1 + 0.5 * Math.sin(step / 60);
    const vectors = from.map((v, k) =>
      v.map((entry, i) => entry * Math.cos(drift * step) + to[k]![i]! * Math.sin(drift * step)),
    );
    return linearOperator(dimension, (x) => {
      const y = x.map((entry, i) => factor * diagonalPart[i]! * entry);
      for (const [k, vector] of vectors.entries()) {
        const part = factor * outliers[k]! * dot(vector, x);
        for (let i = 0; i < dimension; i++) y[i]! += part * vector[i]!;
      }
      return y;
    });
  };
}
