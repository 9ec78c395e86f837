import type { LinearOperator } from '../numerics/linear-operator.ts';
import { axpy, isFiniteVector, norm, scale } from '../numerics/vector.ts';
import { type Iterate, isAccurate, iterate, planeIterates } from './iterate.ts';
import { countProducts } from './product-counter.ts';
import { type IterationOptions, isCertified } from './result.ts';

/** The eigenpair estimates that the newest two iterates and their plane hold. */
export interface Candidates {
  /** The one with the largest value: among those that may be the answer, or among all where `isAnswer` is false. */
  readonly top: Iterate;
  /** Whether `top` is within the tolerance, noise or not, and no Rayleigh quotient seen so far exceeds its value by more. */
  readonly isAnswer: boolean;
  /** The one with the smallest value. */
  readonly bottom: Iterate;
}

/** What a judge says of the candidates after each product: an ending of its own choice, or `null` to go on. */
export type Judge<V extends string> = (candidates: Candidates, products: number) => V | null;

/** How a run of iterates ended, with the last candidates; `vanished`: (A − σI)v was exactly zero. */
export type RunEnd<V extends string> =
  | { readonly ending: V | 'vanished'; readonly candidates: Candidates }
  | { readonly ending: 'budget' | 'non-finite' };

/** Several runs of power iterates on one operator that share one budget of products. */
export interface PowerSearch {
  /** Products spent so far. */
  readonly products: number;
  /** Of all candidates so far the one with the largest Rayleigh quotient, a lower bound on the top eigenvalue. */
  readonly best: Iterate | null;
  /** Iterates v ← (A − σI)v / ‖(A − σI)v‖ from a unit vector, or an iterate, until the judge speaks. */
  run<V extends string>(
    from: Iterate | { readonly vector: Float64Array },
    shift: number,
    judge: Judge<V>,
  ): RunEnd<V>;
}

/** Opens a search; no product is spent yet. */
export function powerSearch(operator: LinearOperator, options: Required<IterationOptions>): PowerSearch {
  const { tolerance, maxIterations } = options;
  const counted = countProducts(operator);
  let best: Iterate | null = null;
  return {
    get products() {
      return counted.products;
    },
    get best() {
      return best;
    },
    run(from, shift, judge) {
      let vector = from.vector;
      let current = 'image' in from ? from : null;
      let previous: Iterate | null = null;
      for (;;) {
        if (current === null) {
          if (counted.products >= maxIterations) return { ending: 'budget' };
          const image = new Float64Array(counted.dimension);
          counted.apply(vector, image);
          current = iterate(vector, image);
          if (!Number.isFinite(current.residual) || !isFiniteVector(image)) return { ending: 'non-finite' };
        }
        const all = previous === null ? [current] : [current, ...planeIterates(current, previous)];
        for (const candidate of all) if (best === null || candidate.value > best.value) best = candidate;
        const candidates = rank(all, best ?? current, tolerance);
        const verdict = judge(candidates, counted.products);
        if (verdict !== null) return { ending: verdict, candidates };
        vector = current.image.slice();
        axpy(-shift, current.vector, vector);
        const length = norm(vector);
        if (length === 0) return { ending: 'vanished', candidates };
        scale(1 / length, vector);
        previous = current;
        current = null;
      }
    },
  };
}

function rank(all: readonly Iterate[], best: Iterate, tolerance: number): Candidates {
  const eligible = all.filter(
    (candidate) =>
      isCertified(candidate, tolerance) &&
      isAccurate(candidate, tolerance) &&
      best.value <= candidate.value + tolerance * Math.abs(candidate.value),
  );
  const top = (eligible.length > 0 ? eligible : all).reduce((a, b) => (b.value > a.value ? b : a));
  const bottom = all.reduce((a, b) => (b.value < a.value ? b : a));
  return { top, isAnswer: eligible.length > 0, bottom };
}
