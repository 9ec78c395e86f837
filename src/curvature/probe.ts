import type { LinearOperator } from '../numerics/linear-operator.ts';
import { type RandomStream, randomUnitVector } from '../numerics/random.ts';
import { axpy, norm, scale } from '../numerics/vector.ts';
import { krylovBasis } from './krylov-basis.ts';
import { countProducts } from './product-counter.ts';
import type { Eigenpair } from './result.ts';
import type { WarmStart } from './warm-start.ts';

/** What a probe saw. */
export interface ProbeResult {
  /** A vector whose Rayleigh quotient exceeds the pair's value by more than its residual; null: none seen. */
  readonly larger: WarmStart | null;
  /** The best rival seen: a unit vector orthogonal to the tracked one; null where there is none. */
  readonly rival: Float64Array | null;
  /** Its Rayleigh quotient; NaN without one. */
  readonly rivalValue: number;
  readonly products: number;
  /** Whether every product was finite; the probe ends where one is not. */
  readonly allFinite: boolean;
}

/**
 * Looks for an eigenvalue larger than a tracked one: a few Lanczos steps from a random vector in the orthogonal
 * complement of the tracked vector, so that no step is spent on what is known. The Rayleigh quotient of any vector
 * is a lower bound on the largest eigenvalue, so a larger one found is proof; none found is none
 * (`missProbability` bounds the chance, whatever the spectrum).
 *
 * @param hints start from the sum of these as unit vectors instead of a random vector
 * @param steps products to spend; fewer where the complement is exhausted or a product is not finite
 */
export function probeLarger(
  operator: LinearOperator,
  tracked: Eigenpair,
  steps: number,
  random: RandomStream,
  hints: readonly Float64Array[] = [],
): ProbeResult {
  const { dimension } = operator;
  const nothing = { larger: null, rival: null, rivalValue: Number.NaN };
  if (dimension === 1) return { ...nothing, products: 0, allFinite: true };
  const counted = countProducts(operator);
  const start = startFrom(hints, dimension) ?? randomUnitVector(random, dimension);
  const basis = krylovBasis(counted, start, random, [tracked.vector]);
  while (counted.products < steps && !basis.isComplete) {
    if (!basis.extend()) return { ...nothing, products: counted.products, allFinite: false };
  }
  const { value, coordinates } = basis.ritzPairs().at(-1)!;
  const rival = basis.combine(coordinates);
  const larger = value > tracked.value + tracked.residual ? { value, vector: rival } : null;
  return { larger, rival, rivalValue: value, products: counted.products, allFinite: true };
}

/** The sum of the hints as unit vectors; null without a usable one. */
function startFrom(hints: readonly Float64Array[], dimension: number): Float64Array | null {
  const start = new Float64Array(dimension);
  for (const hint of hints) {
    const length = norm(hint);
    if (length > 0 && Number.isFinite(length)) axpy(1 / length, hint, start);
  }
  const length = norm(start);
  if (!(length > 0)) return null;
  scale(1 / length, start);
  return start;
}
