import type { LinearOperator } from '../numerics/linear-operator.ts';
import { type EigenpairsOptions, extremeEigenpairs, type SpectrumEnd } from './extreme-eigenpairs.ts';
import type { EigenpairResult } from './result.ts';

export type { SpectrumEnd } from './extreme-eigenpairs.ts';

/** Options of `lanczos`: those of `topEigenpairs`, for one pair at each end. */
export interface LanczosOptions<Which extends SpectrumEnd | 'both'>
  extends Omit<EigenpairsOptions, 'count' | 'which'> {
  /** `largest`, `smallest` or `both`, algebraically. */
  readonly which: Which;
}

/** The ends asked for; each result's `products` are those of the whole call, which both ends share. */
export type ExtremeEigenpairs<Which extends SpectrumEnd | 'both'> = Readonly<
  Record<Which extends 'both' ? SpectrumEnd : Which, EigenpairResult>
>;

/**
 * The algebraically largest or smallest eigenpair, or both, by Lanczos iteration: `topEigenpairs` with one pair at each
 * end, by name. A start vector that meets the tolerance at once costs one product. Never throws on non-convergence.
 *
 * @throws RangeError when an option is out of range, a start vector has another length than `dimension`, or that is 0
 */
export function lanczos<Which extends SpectrumEnd | 'both'>(
  operator: LinearOperator,
  options: LanczosOptions<Which>,
): ExtremeEigenpairs<Which> {
  const { largest, smallest } = extremeEigenpairs('lanczos', operator, { ...options, count: 1 });
  const named = { ...(largest[0] && { largest: largest[0] }), ...(smallest[0] && { smallest: smallest[0] }) };
  return Object.freeze(named) as ExtremeEigenpairs<Which>;
}
