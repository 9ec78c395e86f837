import type { LinearOperator } from '../numerics/linear-operator.ts';
import { axpy, dot, isFiniteVector, norm, scale } from '../numerics/vector.ts';
import type { Eigenpair } from './result.ts';

/** A unit vector with its product: all that is needed to go on from it without another product. */
export interface Iterate extends Eigenpair {
  /** A·vector, [dimension]. */
  readonly image: Float64Array;
  /**
   * Estimated rounding error of an image that was combined from other products, whose residual then may be too small; 0
   * for the product with the vector itself.
   */
  readonly noise: number;
}

/** Completes a unit vector and its product to an iterate: Rayleigh quotient λ = vᵀAv and residual ‖Av − λv‖. */
export function iterate(vector: Float64Array, image: Float64Array, noise = 0): Iterate {
  const value = dot(vector, image);
  return { vector, image, value, residual: norm(residualVector({ vector, image, value })), noise };
}

/** How much larger than its estimate, from a few numbers, the noise may be. */
const UNSEEN_NOISE = 10;

/**
 * Whether the noise of combined products is too small to matter at this tolerance: always in float64 at usual tolerances, in
 * float32 down to some 1e-5. Where it is not, only the product with the vector itself tells the residual.
 */
export function isAccurate({ value, noise }: Pick<Iterate, 'value' | 'noise'>, tolerance: number): boolean {
  return UNSEEN_NOISE * noise <= tolerance * Math.abs(value);
}

/**
 * Estimated rounding error of one product, from the sum of `count` differences |xᵀ(Ay) − yᵀ(Ax)| of unit vectors. They would
 * be zero; errors ε that point anywhere make each a normal number of variance 2ε²/dimension, of mean size ε·2/√(π·dimension).
 */
export function productNoise(differences: number, count: number, dimension: number): number {
  return count === 0 ? 0 : (differences / count) * Math.sqrt((Math.PI * dimension) / 4);
}

/** Av − λv, [dimension]: orthogonal to v, and the direction in which v is wrong. */
export function residualVector({
  vector,
  image,
  value,
}: Pick<Iterate, 'vector' | 'image' | 'value'>): Float64Array {
  const difference = image.slice();
  axpy(-value, vector, difference);
  return difference;
}

/** A unit vector completed by one product; null where that is not finite. */
export function finiteIterate(operator: LinearOperator, vector: Float64Array): Iterate | null {
  const image = new Float64Array(operator.dimension);
  operator.apply(vector, image);
  const known = iterate(vector, image);
  return Number.isFinite(known.residual) && isFiniteVector(image) ? known : null;
}

/**
 * The largest factor by which the rounding errors of two products may be magnified when they are combined: leaves
 * 1e-14 of the norm of A in float64 and 1e-5 in float32, well below the tolerances that each format can reach.
 */
const LARGEST_COEFFICIENT = 100;

/** Below this angle two unit vectors span no plane that rounding errors of 1e-16 leave meaningful. */
const SMALLEST_ANGLE = 1e-10;

/**
 * Rayleigh-Ritz on the plane of two iterates: the best eigenpair estimates it holds. Costs no product, since the
 * image of a combination is the combination of the images. In the plane of two successive power iterates this
 * separates a positive from a negative eigenvalue of nearly the same magnitude, which the iterates themselves
 * never do, and removes the next eigenvector from a converging one.
 *
 * @returns up to two iterates; a combination that would magnify rounding errors, or overflow, is left out
 */
export function planeIterates(first: Iterate, second: Iterate): Iterate[] {
  const cosine = dot(first.vector, second.vector);
  const orthogonal = combination(1, second.vector, -cosine, first.vector);
  const sine = norm(orthogonal);
  if (sine < SMALLEST_ANGLE) return [];
  // Projection of A onto the plane in the basis (first, orthogonal / sine): [[a, b], [b, c]].
  const a = first.value;
  const b = dot(orthogonal, first.image) / sine;
  const c = (dot(orthogonal, second.image) / sine - cosine * b) / sine;
  const skew = dot(second.vector, first.image) - dot(first.vector, second.image);
  const noise = Math.max(first.noise, second.noise, productNoise(Math.abs(skew), 1, first.vector.length));
  // Jacobi rotation by square roots alone, which are exactly rounded on every platform; b = 0 leaves the basis.
  const slope = (c - a) / (2 * b);
  const tangent = b === 0 ? 0 : (slope < 0 ? -1 : 1) / (Math.abs(slope) + Math.sqrt(slope * slope + 1));
  const cosineOfTurn = 1 / Math.sqrt(tangent * tangent + 1);
  const sineOfTurn = tangent * cosineOfTurn;
  const found: Iterate[] = [];
  for (const [along, across] of [
    [cosineOfTurn, -sineOfTurn],
    [sineOfTurn, cosineOfTurn],
  ] as const) {
    const onSecond = across / sine;
    const onFirst = along - cosine * onSecond;
    if (!(Math.abs(onFirst) <= LARGEST_COEFFICIENT && Math.abs(onSecond) <= LARGEST_COEFFICIENT)) continue;
    const vector = combination(onFirst, first.vector, onSecond, second.vector);
    const image = combination(onFirst, first.image, onSecond, second.image);
    const length = norm(vector);
    scale(1 / length, vector);
    scale(1 / length, image);
    const candidate = iterate(
      vector,
      image,
      (noise * Math.sqrt(onFirst * onFirst + onSecond * onSecond)) / length,
    );
    // Near the largest float64 a combination may overflow where its parts do not.
    if (Number.isFinite(candidate.residual)) found.push(candidate);
  }
  return found;
}

function combination(a: number, x: Float64Array, b: number, y: Float64Array): Float64Array {
  const sum = x.slice();
  scale(a, sum);
  axpy(b, y, sum);
  return sum;
}
