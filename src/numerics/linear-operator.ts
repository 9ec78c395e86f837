/**
 * A symmetric matrix-free operator A on R^dimension: all that an eigenvalue algorithm may know of a Hessian.
 *
 * `apply` writes A·v into `out` (both of length `dimension`, never the same array) and allocates nothing
 * that outlives the call. It throws a RangeError when a length differs from `dimension`.
 */
export interface LinearOperator {
  readonly dimension: number;
  apply(v: Float64Array, out: Float64Array): void;
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
