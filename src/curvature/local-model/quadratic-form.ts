import { checkLength, type LinearOperator } from '../../numerics/linear-operator.ts';
import { axpy, dot } from '../../numerics/vector.ts';

/** An eigenvalue with its unit eigenvector [dimension]; the record of any eigenvalue algorithm is one. */
export interface Pair {
  /** λ. */
  readonly value: number;
  /** Its unit eigenvector, [dimension]. */
  readonly vector: Float64Array;
}

/** One summand λᵢ(vᵢᵀx)² of a quadratic form. */
export interface QuadraticTerm {
  /** λᵢ. */
  readonly magnitude: number;
  /** vᵢ, [dimension]; not copied. */
  readonly direction: Float64Array;
  /** (vᵢᵀx)²: how much of ‖x‖² lies along vᵢ. */
  readonly contribution: number;
  /** λᵢ(vᵢᵀx)². */
  readonly term: number;
}

/** xᵀAx and its parts along given eigenvectors. */
export interface QuadraticForm {
  /** xᵀAx, from a product with A. */
  readonly value: number;
  /** ‖x‖². */
  readonly squaredNorm: number;
  /** In the order of the pairs given. */
  readonly terms: readonly QuadraticTerm[];
  /** Σ λᵢ(vᵢᵀx)² over the given pairs. */
  readonly explained: number;
  /** value − explained: what the eigenvectors that were not given add; rounding where all were given. */
  readonly remainder: number;
  /** ‖x‖² − Σ (vᵢᵀx)²: how much of x lies outside the given vectors; negative beyond rounding only if they overlap. */
  readonly outside: number;
  /**
   * How far the given vectors are from orthonormal: max |QᵀQc − c| for a vector c of signs. Parts that vectors have
   * in common count twice in `explained`, by about this share.
   */
  readonly overlap: number;
  /** Products with A spent: 1. */
  readonly products: number;
}

/**
 * Splits xᵀAx into magnitude λᵢ, direction vᵢ and contribution (vᵢᵀx)², by the spectral theorem
 * xᵀAx = Σ λᵢ(vᵢᵀx)² (Strang 2016, section 6.4). Takes any number of the pairs, and tells what the others add.
 *
 * @param x [dimension]; any length, zero too
 * @param pairs orthonormal eigenvectors; [] is allowed
 * @throws RangeError when a vector has another length than the operator's dimension
 */
export function quadraticForm(
  operator: LinearOperator,
  x: Float64Array,
  pairs: readonly Pair[],
): QuadraticForm {
  const { dimension } = operator;
  checkLength('quadraticForm: x', x, dimension);
  for (const { vector } of pairs) checkLength('quadraticForm: eigenvector', vector, dimension);
  const image = new Float64Array(dimension);
  operator.apply(x, image);
  const value = dot(x, image);
  const squaredNorm = dot(x, x);
  const terms = pairs.map(({ value: magnitude, vector: direction }) => {
    const along = dot(direction, x);
    const contribution = along * along;
    return { magnitude, direction, contribution, term: magnitude * contribution };
  });
  const explained = terms.reduce((sum, { term }) => sum + term, 0);
  const inside = terms.reduce((sum, { contribution }) => sum + contribution, 0);
  return Object.freeze({
    value,
    squaredNorm,
    terms,
    explained,
    remainder: value - explained,
    outside: squaredNorm - inside,
    overlap: overlapOf(pairs.map(({ vector }) => vector)),
    products: 1,
  });
}

/** max |QᵀQc − c|: two products with Q where the whole of QᵀQ would cost one for each of its columns. */
function overlapOf(vectors: readonly Float64Array[]): number {
  // Signs without pattern (the fractional part of a quadratic in √2), so that no symmetry hides an overlap.
  const signs = vectors.map((_, i) => ((i * i * Math.SQRT2 + i * 0.3) % 1 < 0.5 ? 1 : -1));
  const sum = new Float64Array(vectors[0]?.length ?? 0);
  for (const [i, vector] of vectors.entries()) axpy(signs[i]!, vector, sum);
  return vectors.reduce((most, vector, i) => Math.max(most, Math.abs(dot(vector, sum) - signs[i]!)), 0);
}
