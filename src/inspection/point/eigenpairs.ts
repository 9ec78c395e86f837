import { topEigenpairs } from '../../curvature/extreme-eigenpairs.ts';
import type { EigenpairResult } from '../../curvature/result.ts';
import type { LinearOperator } from '../../numerics/linear-operator.ts';
import { randomStream } from '../../numerics/random.ts';

/** How eigenpairs are searched for. */
export interface SearchOptions {
  readonly seed: number;
  /** Relative residual that counts as converged. */
  readonly tolerance: number;
  /** Most products for each end of the spectrum. */
  readonly maxIterations: number;
}

/** Both ends of a spectrum; [] or null where a product was not finite. */
export interface SpectrumEnds {
  /** Algebraically largest first; the vectors' signs are fixed, see `withFixedSign`. */
  readonly top: readonly EigenpairResult[];
  readonly smallest: EigenpairResult | null;
  readonly products: number;
}

/** The `count` algebraically largest eigenpairs and the smallest one. */
export function spectrumEnds(operator: LinearOperator, count: number, options: SearchOptions): SpectrumEnds {
  const { seed, ...limits } = options;
  const search = (which: 'largest' | 'smallest', wanted: number) => {
    const random = randomStream(seed, `inspection/${which}`);
    return topEigenpairs(operator, { ...limits, which, count: wanted, random });
  };
  const above = search('largest', count);
  const below = search('smallest', 1);
  return {
    top: above.largest.map(withFixedSign),
    smallest: below.smallest[0] ?? null,
    products: above.products + below.products,
  };
}

/**
 * The pair with its vector turned so that the entry largest in magnitude is positive: an eigenvector is determined up to
 * its sign only, and figures should not be mirrored from one machine to the next.
 */
export function withFixedSign(pair: EigenpairResult): EigenpairResult {
  let leading = 0;
  for (const entry of pair.vector) if (Math.abs(entry) > Math.abs(leading)) leading = entry;
  return leading < 0 ? Object.freeze({ ...pair, vector: pair.vector.map((entry) => 0 - entry) }) : pair;
}
