import type { LinearOperator } from '../numerics/linear-operator.ts';
import { type RandomStream, randomUnitVector } from '../numerics/random.ts';
import { krylovBasis } from './krylov-basis.ts';
import { countProducts } from './product-counter.ts';
import type { Eigenpair } from './result.ts';
import type { WarmStart } from './warm-start.ts';

/** What a probe saw. */
export interface ProbeResult {
  /** A vector whose Rayleigh quotient exceeds the pair's value by more than its residual; null: none seen. */
  readonly larger: WarmStart | null;
  readonly products: number;
}

/**
 * Looks for an eigenvalue larger than a tracked one: a few Lanczos steps from a random vector in the orthogonal
 * complement of the tracked vector, so that no step is spent on what is known. The Rayleigh quotient of any vector
 * is a lower bound on the largest eigenvalue, so a larger one found is proof; none found is none (Kuczyński and
 * Woźniakowski 1992 give the probability: it falls as the steps grow, whatever the spectrum).
 *
 * @param steps products to spend; fewer where the complement is exhausted or a product is not finite
 */
export function probeLarger(
  operator: LinearOperator,
  tracked: Eigenpair,
  steps: number,
  random: RandomStream,
): ProbeResult {
  if (operator.dimension === 1) return { larger: null, products: 0 };
  const counted = countProducts(operator);
  const start = randomUnitVector(random, operator.dimension);
  const basis = krylovBasis(counted, start, random, [tracked.vector]);
  while (counted.products < steps && !basis.isComplete) {
    if (!basis.extend()) return { larger: null, products: counted.products };
  }
  const { value, coordinates } = basis.ritzPairs().at(-1)!;
  const larger =
    value > tracked.value + tracked.residual ? { value, vector: basis.combine(coordinates) } : null;
  return { larger, products: counted.products };
}
