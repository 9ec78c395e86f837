import { type EigenpairsResult, topEigenpairs } from '../../curvature/extreme-eigenpairs.ts';
import type { LinearOperator } from '../../numerics/linear-operator.ts';
import { randomStream } from '../../numerics/random.ts';

/** The top eigenpairs of one row, searched for when the first quantity asks for them. */
export interface TopPairs {
  /** All that were looked for; `products` are those that this call spent: 0 from the second one on. */
  find(): Pick<EigenpairsResult, 'largest' | 'products' | 'status'>;
  /** Their vectors: what the next row starts from. [] where none were looked for. */
  vectors(): readonly Float64Array[];
}

/** Options of `topPairs`. */
export interface TopPairsOptions {
  /** The most that any quantity of this row wants. */
  readonly count: number;
  readonly tolerance: number;
  /** Products for all of them together. */
  readonly maxIterations: number;
  readonly seed: number;
  readonly epoch: number;
  /** Vectors of the row before. */
  readonly start: readonly Float64Array[];
}

/**
 * Prepares a search for the top eigenpairs by block Lanczos, warm-started. A warm start of eigenvectors says nothing of
 * what has grown outside their space since, so random directions join before the pairs count (`topEigenpairs`); they
 * come from the stream `curvature/top-eigenvalues/epoch-<n>`.
 */
export function topPairs(operator: LinearOperator, options: TopPairsOptions): TopPairs {
  const { count, tolerance, maxIterations, seed, epoch, start } = options;
  let found: EigenpairsResult | null = null;
  return {
    find() {
      if (found !== null) return { ...found, products: 0 };
      found = topEigenpairs(operator, {
        count,
        tolerance,
        maxIterations,
        start: start.slice(0, count).map((vector) => ({ vector })),
        random: randomStream(seed, `curvature/top-eigenvalues/epoch-${epoch}`),
      });
      return found;
    },
    vectors: () => (found?.largest ?? []).map(({ vector }) => vector),
  };
}
