import { type Iterate, residualVector } from './iterate.ts';
import type { RitzPair, Subspace } from './subspace.ts';

/** An end of the spectrum, in algebraic order. */
export type SpectrumEnd = 'largest' | 'smallest';

/** The pairs asked for at each end, the outermost first; an end that was not asked for is empty. */
export type ByEnd<T> = Readonly<Record<SpectrumEnd, readonly T[]>>;

/** The `count` outermost Ritz vectors at each of these ends, the outermost first; `pairs` ascend. */
export function outermost(
  space: Subspace,
  pairs: readonly RitzPair[],
  ends: readonly SpectrumEnd[],
  count: number,
): ByEnd<Iterate> {
  const lift = ({ coordinates }: RitzPair) => space.lift(coordinates);
  return {
    largest: ends.includes('largest') ? pairs.slice(-count).reverse().map(lift) : [],
    smallest: ends.includes('smallest') ? pairs.slice(0, count).map(lift) : [],
  };
}

/** The `most` outermost Ritz pairs at each of these ends, each once: what a restart keeps. */
export function keptPairs(
  pairs: readonly RitzPair[],
  ends: readonly SpectrumEnd[],
  most: number,
): RitzPair[] {
  return pairs.filter(
    (_, i) =>
      (ends.includes('largest') && i >= pairs.length - most) || (ends.includes('smallest') && i < most),
  );
}

/** What `growth` needs to know. */
export interface GrowthOptions {
  readonly ends: readonly SpectrumEnd[];
  /** Pairs wanted at each end. */
  readonly count: number;
  /** Most directions. */
  readonly block: number;
  /** Residual that rounding alone explains. */
  readonly floor: number;
}

/** Where the space grows: residuals of the wanted vectors that are not done, then of others from the first end inwards. */
export function growth(
  space: Subspace,
  pairs: readonly RitzPair[],
  unfinished: readonly Iterate[],
  { ends, count, block, floor }: GrowthOptions,
): Float64Array[] {
  const directions = unfinished.slice(0, block).map(residualVector);
  const fromTop = ends[0] === 'largest';
  for (let i = count; i < pairs.length && directions.length < block; i++) {
    const pair = space.lift(pairs[fromTop ? pairs.length - 1 - i : i]!.coordinates);
    if (pair.residual > floor) directions.push(residualVector(pair));
  }
  return directions;
}
