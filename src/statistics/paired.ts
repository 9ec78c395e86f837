import { type Interval, medianInterval } from './median-bootstrap.ts';
import { type SignedRankTest, signedRankTest } from './signed-rank.ts';

/** How `second` compares with `first`, pair by pair. */
export interface PairedComparison {
  readonly pairs: number;
  /** Median of ln(second/first) with its 95 % bootstrap interval; null where a number is not positive. */
  readonly logRatio: Interval | null;
  /** Median of second − first with its 95 % bootstrap interval. */
  readonly difference: Interval;
  /** Of the log ratios, or of the differences where there are none. */
  readonly test: SignedRankTest;
}

/**
 * Compares paired measurements, such as λmax of two arms with the same seeds.
 *
 * @param first and `second`: of the same length, at least one, finite
 * @throws RangeError when the lengths differ or a number is not finite
 */
export function comparePaired(first: readonly number[], second: readonly number[]): PairedComparison {
  if (first.length !== second.length) {
    throw new RangeError(
      `comparePaired: expected pairs, received ${first.length} and ${second.length} numbers`,
    );
  }
  const differences = first.map((x, i) => second[i]! - x);
  const arePositive = [...first, ...second].every((value) => value > 0);
  const logRatios = arePositive ? first.map((x, i) => Math.log(second[i]! / x)) : null;
  return Object.freeze({
    pairs: first.length,
    logRatio: logRatios && medianInterval(logRatios),
    difference: medianInterval(differences),
    test: signedRankTest(logRatios ?? differences),
  });
}
