/**
 * A symmetric matrix-free operator A on R^dimension: all that an eigenvalue algorithm may know of a Hessian.
 *
 * `apply` writes A·v into `out` (both of length `dimension`, never the same array) and allocates nothing
 * that outlives the call. It throws a RangeError when a length differs from `dimension`.
 */
export interface LinearOperator {
  /** Number of rows, and of columns. */
  readonly dimension: number;
  /** Writes A·v into `out`, both [dimension]; allocates nothing. */
  apply(v: Float64Array, out: Float64Array): void;
  /**
   * A·vᵢ into `outs[i]` for each vector, all of length `dimension` and no array twice: there where a block of products is quicker than
   * one by one. Algorithms call `applyMany` below, which does without.
   */
  applyMany?(vectors: readonly Float64Array[], outs: readonly Float64Array[]): void;
  /**
   * The same operator in a higher precision, there where `apply` trades precision for speed: algorithms iterate with
   * `apply` and take the residual that they report from `exact`.
   */
  readonly exact?: LinearOperator;
}

/** A·vᵢ into `outs[i]` for each vector, in one go where the operator can. */
export function applyMany(
  operator: LinearOperator,
  vectors: readonly Float64Array[],
  outs: readonly Float64Array[],
): void {
  checkCounts(vectors, outs);
  if (operator.applyMany) operator.applyMany(vectors, outs);
  else for (const [i, vector] of vectors.entries()) operator.apply(vector, outs[i]!);
}

/** Throws a RangeError unless `applyMany` has one output for each vector. */
export function checkCounts(vectors: readonly Float64Array[], outs: readonly Float64Array[]): void {
  if (outs.length !== vectors.length) {
    throw new RangeError(
      `applyMany: expected one output for each of ${vectors.length} vectors, received ${outs.length}`,
    );
  }
}

/** Wraps any function `v ↦ A·v` as an operator: for tests and for matrices that are written by hand. */
export function linearOperator(
  dimension: number,
  product: (v: Float64Array) => ArrayLike<number>,
): LinearOperator {
  return {
    dimension,
    apply(v, out) {
      checkLength('linearOperator', v, dimension);
      checkLength('linearOperator', out, dimension);
      out.set(product(v));
    },
  };
}

/** Throws a RangeError that names the caller, the length needed and the length received. */
export function checkLength(caller: string, vector: ArrayLike<number>, dimension: number): void {
  if (vector.length !== dimension) {
    throw new RangeError(
      `${caller}: expected a vector of length ${dimension}, received length ${vector.length}`,
    );
  }
}
