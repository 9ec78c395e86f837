import type { LinearOperator } from '../numerics/linear-operator.ts';
import { axpy, norm } from '../numerics/vector.ts';
import { denseMatrix, symmetricPart } from './dense/dense-matrix.ts';
import { symmetricEigen } from './dense/symmetric-eigen.ts';
import { checkDimension, checkPositiveInteger } from './result.ts';
import { SPECTRUM_ADVICE, type SpectrumStatus } from './status.ts';

/** Options of `fullSpectrum`. */
export interface FullSpectrumOptions {
  /** Largest dimension that is attempted: memory grows with its square, time with its cube. Default 2000. */
  readonly limit?: number;
  /** Whether eigenvectors are wanted, which takes some eight times as long; default false. */
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
  /** `converged`, or why there is no spectrum. */
  readonly status: SpectrumStatus;
  /** Whether `status` is `converged`. */
  readonly converged: boolean;
  /** What the status means and what to change; empty when converged. */
  readonly advice: string;
}

/**
 * All eigenvalues: the dense matrix column by column in blocks of products (with the `exact` twin where there is one),
 * symmetrised, then by `symmetricEigen` in float64. Memory: 12 bytes times the dimension squared, 20 with vectors.
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

  const { columns, products, allFinite } = denseMatrix(operator);
  if (!allFinite) return without('non-finite', products);
  const { lower, norm: size, skew } = symmetricPart(columns);
  if (!Number.isFinite(size)) return without('non-finite', products);
  const { values: eigenvalues, vectors: found } = symmetricEigen(lower, dimension, vectors);
  const residual =
    found && Math.max(...found.map((vector, i) => residualOf(columns, vector, eigenvalues[i]!)));
  const status = size === 0 ? 'zero-operator' : 'converged';
  return result(
    { eigenvalues, vectors: found, residual, asymmetry: size === 0 ? 0 : skew / size },
    products,
    status,
  );
}

function residualOf(columns: readonly Float64Array[], vector: Float64Array, value: number): number {
  const difference = vector.map((entry) => -value * entry);
  for (const [j, column] of columns.entries()) axpy(vector[j]!, column, difference);
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
