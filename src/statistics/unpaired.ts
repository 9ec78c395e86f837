import type { Interval } from './median-bootstrap.ts';
import { medianDifference } from './median-difference.ts';
import { type RankSumTest, rankSumTest } from './rank-sum.ts';

/** How `second` compares with `first` where nothing pairs their numbers. */
export interface UnpairedComparison {
  /** ln of the medians' ratio, second over first, with its 95 % bootstrap interval; null where a number is not positive. */
  readonly logRatio: Interval | null;
  /** Difference of the medians, second − first, with its 95 % bootstrap interval. */
  readonly difference: Interval;
  /** Of the numbers themselves: their logarithms have the same ranks. */
  readonly test: RankSumTest;
}

/**
 * Compares two independent samples, such as λmax of two arms that were run with other seeds. What seeds have in common
 * does not cancel, as it does in `comparePaired`: the same numbers give a wider interval.
 *
 * @param first and `second`: at least one number each, finite
 * @throws RangeError for a sample that is empty or holds a number that is not finite
 */
export function compareUnpaired(first: readonly number[], second: readonly number[]): UnpairedComparison {
  const arePositive = [...first, ...second].every((value) => value > 0);
  return Object.freeze({
    logRatio: arePositive ? medianDifference(first, second, 'log') : null,
    difference: medianDifference(first, second),
    test: rankSumTest(first, second),
  });
}
