import type { LinearOperator } from '../numerics/linear-operator.ts';
import { type RandomStream, randomUnitVector } from '../numerics/random.ts';
import { axpy, dot, isFiniteVector, norm, scale } from '../numerics/vector.ts';
import { projectedEigenpairs } from './projected-eigenpairs.ts';

/** A Ritz pair: eigenpair of A projected onto the basis. */
export interface RitzPair {
  readonly value: number;
  /** ‖Ay − θy‖ as the Lanczos recurrence predicts it: |β_k·s_k|, without another product. */
  readonly bound: number;
  /** Coordinates of the Ritz vector in the basis, [size]. */
  readonly coordinates: Float64Array;
}

/** Orthonormal basis of a Krylov space span{q, Aq, A²q, …} with the projection of A onto it. */
export interface KrylovBasis {
  readonly size: number;
  /** No vector is left that is orthogonal to the basis and to the excluded ones: Ritz pairs are exact. */
  readonly isComplete: boolean;
  /** How many times the space turned out to be invariant under A and was left by a random vector. */
  readonly closures: number;
  /** Largest entry of the projected operator so far, a lower bound on ‖A‖ up to a factor of the size. */
  readonly magnitude: number;
  /** The vector whose product with A comes next, [dimension]; null where the basis is complete. */
  readonly next: Float64Array | null;
  /** Adds `next`, given its product, which is overwritten; for several bases that share a block of products. */
  accept(image: Float64Array): boolean;
  /** One product with A: adds the next vector. False when the product is not finite; the basis stays as it was. */
  extend(): boolean;
  /** All Ritz pairs, ascending. */
  ritzPairs(): RitzPair[];
  /** The unit vector with these coordinates, [dimension]. */
  combine(coordinates: Float64Array): Float64Array;
}

/** The part of a unit vector outside the basis below which it is noise more than direction. */
const SMALLEST_PART = 1e-8;

/**
 * Opens a basis with a unit vector. Each new vector is orthogonalised twice against all earlier ones ("twice is
 * enough", Parlett 1998, section 6.9), so no spurious copies of an eigenvalue appear. It keeps no images, half the memory of
 * a `Subspace`: for what needs Ritz values and weights more than residuals, quadrature and probes.
 *
 * When A maps the space into itself up to rounding, the next vector is random and orthogonal to it: what the
 * start vector had no part in is not missed.
 *
 * @param excluded orthonormal vectors [dimension] that the basis stays orthogonal to; A is then compressed to their
 *   complement, whose Rayleigh quotients are still those of A
 */
export function krylovBasis(
  operator: LinearOperator,
  start: Float64Array,
  random: RandomStream,
  excluded: readonly Float64Array[] = [],
): KrylovBasis {
  const { dimension } = operator;
  const vectors: Float64Array[] = [];
  /** Lower triangle of the projected operator, row by row. */
  const projected: Float64Array[] = [];
  let magnitude = 0;
  let closures = 0;
  /** Norm of what A·(newest vector) has outside the basis. */
  let remainder = 0;
  const first = start.slice();
  orthogonalize(first);
  let next = direction(first, SMALLEST_PART);

  return {
    get size() {
      return vectors.length;
    },
    get isComplete() {
      return next === null;
    },
    get closures() {
      return closures;
    },
    get magnitude() {
      return magnitude;
    },
    get next() {
      return next;
    },
    extend() {
      if (next === null)
        throw new RangeError(`krylovBasis: all ${dimension} dimensions are in the basis already`);
      const image = new Float64Array(dimension);
      operator.apply(next, image);
      return this.accept(image);
    },
    accept(image) {
      if (next === null)
        throw new RangeError(`krylovBasis: all ${dimension} dimensions are in the basis already`);
      if (!isFiniteVector(image) || !Number.isFinite(norm(image))) return false;
      vectors.push(next);
      const row = orthogonalize(image);
      projected.push(row);
      remainder = norm(image);
      magnitude = Math.max(magnitude, remainder, ...row.map(Math.abs));
      const roundingFloor = dimension * Number.EPSILON * magnitude;
      next = direction(image, roundingFloor);
      if (next !== null && remainder <= roundingFloor) closures++;
      return true;
    },
    ritzPairs: () =>
      projectedEigenpairs(projected, magnitude).map(({ value, coordinates }) => {
        return { value, bound: Math.abs(remainder * coordinates.at(-1)!), coordinates };
      }),
    combine,
  };

  /** Removes the parts along all vectors, in place, and returns the coefficients of those in the basis. */
  function orthogonalize(vector: Float64Array): Float64Array {
    const coefficients = new Float64Array(vectors.length);
    for (let pass = 0; pass < 2; pass++) {
      for (const other of excluded) axpy(-dot(other, vector), other, vector);
      for (let i = 0; i < vectors.length; i++) {
        const part = dot(vectors[i]!, vector);
        coefficients[i]! += part;
        axpy(-part, vectors[i]!, vector);
      }
    }
    return coefficients;
  }

  /** Scales a vector orthogonal to the basis to length one; a random one instead where it is below the floor. */
  function direction(orthogonal: Float64Array, floor: number): Float64Array | null {
    if (vectors.length + excluded.length >= dimension) return null;
    let candidate = orthogonal;
    let length = norm(candidate);
    for (let smallest = floor; !(length > smallest); smallest = SMALLEST_PART) {
      candidate = randomUnitVector(random, dimension);
      orthogonalize(candidate);
      length = norm(candidate);
    }
    scale(1 / length, candidate);
    return candidate;
  }

  function combine(coordinates: Float64Array): Float64Array {
    const vector = new Float64Array(dimension);
    for (let i = 0; i < vectors.length; i++) axpy(coordinates[i]!, vectors[i]!, vector);
    scale(1 / norm(vector), vector);
    return vector;
  }
}
