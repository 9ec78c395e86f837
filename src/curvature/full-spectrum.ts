import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { applyMany, type LinearOperator } from '../numerics/linear-operator.ts';
import { isFiniteVector, norm } from '../numerics/vector.ts';
import { checkDimension, checkPositiveInteger } from './result.ts';
import { SPECTRUM_ADVICE, type SpectrumStatus } from './status.ts';

/** Options of `fullSpectrum`. */
export interface FullSpectrumOptions {
  /** Largest dimension that is attempted: memory grows with its square, time with its cube. Default 2000. */
  readonly limit?: number;
  /** Whether eigenvectors are wanted; default false. */
  readonly vectors?: boolean;
}

/** The whole spectrum of a small operator. */
export interface FullSpectrumResult {
  /** [dimension], ascending; empty unless `converged`. */
  readonly eigenvalues: Float64Array;
  /** Unit eigenvectors in the order of the eigenvalues, each [dimension]; null where they were not asked for. */
  readonly vectors: readonly Float64Array[] | null;
  /**
   * The largest ‖Av − λv‖, with A the matrix as it came; null without vectors. The solver is backward stable: each
   * eigenvalue is right to about dimension·2.2e-16·max|λ| and half the asymmetry.
   */
  readonly residual: number | null;
  /** ‖A − Aᵀ‖/‖A‖ in Frobenius norms before A was symmetrised: what the products' rounding left of symmetry; about 1e-16 in float64, 1e-7 in float32. */
  readonly asymmetry: number;
  /** Products with A spent: the dimension, or 0 where it is beyond the limit. */
  readonly products: number;
  readonly status: SpectrumStatus;
  readonly converged: boolean;
  /** What the status means and what to change; empty when converged. */
  readonly advice: string;
}

/** Unit vectors sent through the operator at a time. */
const BLOCK = 32;

/**
 * All eigenvalues: the dense matrix column by column in blocks of products (with the `exact` twin where there is one),
 * symmetrised, then tridiagonalised and diagonalised in float64 by ml-matrix (Householder reflections and implicit QL:
 * EISPACK's tred2 and tql2).
 *
 * @throws RangeError when `limit` is no positive integer or the dimension is 0
 */
export function fullSpectrum(
  operator: LinearOperator,
  options: FullSpectrumOptions = {},
): FullSpectrumResult {
  const { limit = 2000, vectors = false } = options;
  const { dimension } = operator;
  checkDimension('fullSpectrum', dimension);
  checkPositiveInteger('fullSpectrum', 'limit', limit);
  const without = (status: SpectrumStatus, products: number) =>
    result(
      { eigenvalues: new Float64Array(0), vectors: null, residual: null, asymmetry: Number.NaN },
      products,
      status,
    );
  if (dimension > limit) return without('too-many-parameters', 0);

  const columns = Array.from({ length: dimension }, () => new Float64Array(dimension));
  const units = Array.from({ length: Math.min(BLOCK, dimension) }, () => new Float64Array(dimension));
  for (let start = 0; start < dimension; start += BLOCK) {
    const outs = columns.slice(start, start + BLOCK);
    const block = units.slice(0, outs.length);
    for (const [i, unit] of block.entries()) unit.fill(0)[start + i] = 1;
    applyMany(operator.exact ?? operator, block, outs);
    if (!outs.every(isFiniteVector)) return without('non-finite', start + outs.length);
  }
  const largest = columns.reduce((most, column) => Math.max(most, norm(column)), 0);
  if (!Number.isFinite(largest)) return without('non-finite', dimension);
  if (largest === 0) {
    const eigenvalues = new Float64Array(dimension);
    const unitVectors = vectors ? columns.map((_, i) => new Float64Array(dimension).fill(1, i, i + 1)) : null;
    const zero = { eigenvalues, vectors: unitVectors, residual: vectors ? 0 : null, asymmetry: 0 };
    return result(zero, dimension, 'zero-operator');
  }
  // In units of its norm: the solver squares entries, and those of a diverging run may be near the float64 limits.
  const symmetric = new Matrix(dimension, dimension);
  let squares = 0;
  let differences = 0;
  for (const [j, column] of columns.entries()) {
    for (let i = 0; i <= j; i++) {
      const upper = column[i]! / largest;
      const lower = columns[i]![j]! / largest;
      symmetric.set(i, j, (upper + lower) / 2);
      symmetric.set(j, i, (upper + lower) / 2);
      squares += i === j ? upper * upper : upper * upper + lower * lower;
      differences += 2 * (upper - lower) ** 2;
    }
  }
  const asymmetry = Math.sqrt(differences / squares);
  const decomposition = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
  const order = decomposition.realEigenvalues
    .map((value, column) => ({ value, column }))
    .sort((a, b) => a.value - b.value);
  const eigenvalues = Float64Array.from(order, ({ value }) => value * largest);
  if (!vectors)
    return result({ eigenvalues, vectors: null, residual: null, asymmetry }, dimension, 'converged');
  const { eigenvectorMatrix } = decomposition;
  const found = order.map(({ column }) => Float64Array.from(eigenvectorMatrix.getColumn(column)));
  const residual = Math.max(...found.map((vector, i) => residualOf(columns, vector, eigenvalues[i]!)));
  return result({ eigenvalues, vectors: found, residual, asymmetry }, dimension, 'converged');
}

function residualOf(columns: readonly Float64Array[], vector: Float64Array, value: number): number {
  const difference = vector.map((entry) => -value * entry);
  for (const [j, column] of columns.entries()) {
    const entry = vector[j]!;
    for (let i = 0; i < difference.length; i++) difference[i]! += column[i]! * entry;
  }
  return norm(difference);
}

function result(
  found: Pick<FullSpectrumResult, 'eigenvalues' | 'vectors' | 'residual' | 'asymmetry'>,
  products: number,
  status: SpectrumStatus,
): FullSpectrumResult {
  const converged = status === 'converged';
  return Object.freeze({ ...found, products, status, converged, advice: SPECTRUM_ADVICE[status] });
}
