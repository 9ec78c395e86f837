import { applyMany, type LinearOperator } from '../numerics/linear-operator.ts';
import { type RandomStream, randomUnitVector } from '../numerics/random.ts';
import { axpy, dot, isFiniteVector, norm, scale } from '../numerics/vector.ts';
import { type Iterate, iterate, productNoise } from './iterate.ts';
import { projectedEigenpairs } from './projected-eigenpairs.ts';

/** An eigenpair of A projected onto a subspace. */
export interface RitzPair {
  readonly value: number;
  /** Coordinates of the Ritz vector in the basis, [size]. */
  readonly coordinates: Float64Array;
}

/**
 * A subspace of R^dimension with an orthonormal basis Q, the images AQ and the projection QᵀAQ: all that the
 * Rayleigh-Ritz procedure needs (Parlett 1998, chapter 11).
 */
export interface Subspace {
  readonly size: number;
  /** The basis spans the whole space: Ritz pairs are exact. */
  readonly isComplete: boolean;
  /** Largest entry of the projection so far, a lower bound on ‖A‖ up to a factor of the size. */
  readonly magnitude: number;
  /**
   * Adds the parts of these vectors outside the space, in one block of products; a vector whose part outside is less
   * than `SMALLEST_PART` of its length is left out.
   *
   * @returns how many were added; null when a product is not finite, and the space stays as it was
   */
  add(candidates: readonly Float64Array[]): number | null;
  /** Adds random directions outside the space: where nothing else leads out of an invariant one. */
  addRandom(random: RandomStream, count: number): number | null;
  /** Adds a vector whose image is known, which costs no product; left out like those of `add`. */
  adopt(known: Iterate): void;
  /** Takes the part inside the space from a vector, in place. */
  project(vector: Float64Array): void;
  /** Trace of the projection QᵀAQ. */
  trace(): number;
  /** All Ritz pairs, ascending. */
  ritzPairs(): RitzPair[];
  /** A·(newest basis vector), [dimension]; null where the space is empty. Not to be written to. */
  newestImage(): Float64Array | null;
  /** The Ritz vector with its image, Rayleigh quotient, residual and noise; the combined images cost no product. */
  lift(coordinates: Float64Array): Iterate;
  /** Keeps only the span of these Ritz vectors (thick restart: Wu and Simon 2000). */
  restart(kept: readonly RitzPair[]): void;
}

/** The part of a unit vector outside the space below which it is noise more than direction. */
const SMALLEST_PART = 1e-6;

/**
 * Opens an empty subspace. Each new vector is orthogonalised twice against all earlier ones ("twice is enough", Parlett
 * 1998, section 6.9), so no spurious copies of an eigenvalue appear.
 *
 * Lanczos iteration keeps three vectors and predicts residuals; this keeps all vectors and their images, twice the
 * memory of full reorthogonalisation. In return the residual of every Ritz pair is known without another product, the
 * start may be any block of vectors, and a restart or a warm start is no special case. Grown by the residual of a Ritz
 * vector from a single one, the spaces are the Krylov spaces of Lanczos.
 */
export function subspace(operator: LinearOperator): Subspace {
  const { dimension } = operator;
  let basis: Float64Array[] = [];
  let images: Float64Array[] = [];
  /** Lower triangle of the projection, row by row. */
  let projected: Float64Array[] = [];
  let magnitude = 0;
  /** Sum and number of the differences between the projection's two triangles, which only rounding makes. */
  let skew = 0;
  let skews = 0;

  function append(vector: Float64Array, image: Float64Array): void {
    for (const [i, other] of basis.entries()) {
      skew += Math.abs(dot(other, image) - dot(vector, images[i]!));
      skews++;
    }
    basis.push(vector);
    images.push(image);
    const row = Float64Array.from(basis, (other) => dot(other, image));
    projected.push(row);
    magnitude = Math.max(magnitude, norm(image), ...row.map(Math.abs));
  }

  /** The unit vector along the part outside the space and `more`; null where there is next to none. */
  function outside(candidate: Float64Array, more: readonly Float64Array[]): Float64Array | null {
    const vector = candidate.slice();
    const length = norm(vector);
    if (!(length > 0 && length < Number.POSITIVE_INFINITY)) return null;
    scale(1 / length, vector);
    for (let pass = 0; pass < 2; pass++) {
      for (const other of basis) axpy(-dot(other, vector), other, vector);
      for (const other of more) axpy(-dot(other, vector), other, vector);
      const rest = norm(vector);
      if (!(rest > SMALLEST_PART)) return null;
      scale(1 / rest, vector);
    }
    return vector;
  }

  function product(vectors: readonly Float64Array[]): number | null {
    const outs = vectors.map(() => new Float64Array(dimension));
    if (vectors.length > 0) applyMany(operator, vectors, outs);
    if (!outs.every((out) => isFiniteVector(out) && Number.isFinite(norm(out)))) return null;
    for (const [i, vector] of vectors.entries()) append(vector, outs[i]!);
    return vectors.length;
  }

  const combine = (parts: readonly Float64Array[], coordinates: Float64Array) => {
    const sum = new Float64Array(dimension);
    for (const [i, part] of parts.entries()) axpy(coordinates[i]!, part, sum);
    return sum;
  };

  return {
    get size() {
      return basis.length;
    },
    get isComplete() {
      return basis.length >= dimension;
    },
    get magnitude() {
      return magnitude;
    },
    add(candidates) {
      const fresh: Float64Array[] = [];
      for (const candidate of candidates) {
        if (basis.length + fresh.length >= dimension) break;
        const vector = outside(candidate, fresh);
        if (vector !== null) fresh.push(vector);
      }
      return product(fresh);
    },
    addRandom(random, count) {
      const fresh: Float64Array[] = [];
      while (fresh.length < Math.min(count, dimension - basis.length)) {
        const vector = outside(randomUnitVector(random, dimension), fresh);
        if (vector !== null) fresh.push(vector);
      }
      return product(fresh);
    },
    adopt(known) {
      if (basis.length >= dimension) return;
      const vector = known.vector.slice();
      const image = known.image.slice();
      for (let pass = 0; pass < 2; pass++) {
        for (const [i, other] of basis.entries()) {
          const part = dot(other, vector);
          axpy(-part, other, vector);
          axpy(-part, images[i]!, image);
        }
        const rest = norm(vector);
        if (!(rest > SMALLEST_PART)) return;
        scale(1 / rest, vector);
        scale(1 / rest, image);
      }
      append(vector, image);
    },
    project(vector) {
      for (let pass = 0; pass < 2; pass++)
        for (const other of basis) axpy(-dot(other, vector), other, vector);
    },
    newestImage: () => images.at(-1) ?? null,
    trace: () => projected.reduce((sum, row) => sum + row.at(-1)!, 0),
    ritzPairs: () => projectedEigenpairs(projected, magnitude),
    lift(coordinates) {
      const vector = combine(basis, coordinates);
      const image = combine(images, coordinates);
      const length = norm(vector);
      scale(1 / length, vector);
      scale(1 / length, image);
      return iterate(vector, image, productNoise(skew, skews, dimension));
    },
    restart(kept) {
      const vectors = kept.map(({ coordinates }) => combine(basis, coordinates));
      const products = kept.map(({ coordinates }) => combine(images, coordinates));
      [basis, images, projected] = [[], [], []];
      [skew, skews] = [0, 0];
      for (const [i, vector] of vectors.entries()) append(vector, products[i]!);
    },
  };
}
