import { errorFunction, wilcoxonRankSum } from 'simple-statistics';
import { checkSample } from './median-bootstrap.ts';
import { midranks } from './midranks.ts';

/** Wilcoxon's rank-sum test of two independent samples, which is the test of Mann and Whitney. */
export interface RankSumTest {
  /** Pairs of one number each in which that of the second sample is the larger, a tie counting a half. */
  readonly u: number;
  /** Two-sided probability of a rank sum at least as far from its mean, were all numbers draws from one distribution. */
  readonly p: number;
  /** Rank-biserial correlation, from −1 (all of the second sample smaller) to 1 (all larger). */
  readonly rankBiserial: number;
  readonly method: 'exact' | 'normal approximation';
}

/** Up to so many numbers in all the distribution is counted out; beyond, the normal one is right to a percent. */
const MOST_EXACT = 60;

/**
 * The test of Wilcoxon (1945) for unpaired samples, with midranks for ties (Lehmann 1975, chapter 1). The exact
 * distribution is that of the midranks at hand, so ties do not make it approximate, as they do in scipy and R.
 *
 * @param first and `second`: at least one number each, finite
 * @throws RangeError for a sample that is empty or holds a number that is not finite
 */
export function rankSumTest(first: readonly number[], second: readonly number[]): RankSumTest {
  for (const sample of [first, second]) checkSample('rankSumTest', sample);
  const size = second.length;
  const ranks = midranks([...first, ...second]);
  const rankSum = wilcoxonRankSum(second, first);
  const u = rankSum - (size * (size + 1)) / 2;
  const isExact = ranks.length <= MOST_EXACT;
  const p = isExact ? exactP(ranks, size, rankSum) : normalP(ranks, size, rankSum);
  const rankBiserial = (2 * u) / (first.length * size) - 1;
  return Object.freeze({ u, p, rankBiserial, method: isExact ? 'exact' : 'normal approximation' });
}

/** Counts the choices of `size` ranks by their sum: doubled midranks are whole numbers. */
function exactP(ranks: readonly number[], size: number, rankSum: number): number {
  const doubled = ranks.map((rank) => Math.round(2 * rank));
  const total = doubled.reduce((sum, rank) => sum + rank, 0);
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(total + 1));
  ways[0]![0] = 1;
  for (const rank of doubled) {
    for (let count = size; count >= 1; count--) {
      const [fewer, same] = [ways[count - 1]!, ways[count]!];
      for (let sum = total; sum >= rank; sum--) same[sum]! += fewer[sum - rank]!;
    }
  }
  // Twice the mean, of a doubled sum, is a whole number over the number of ranks: compared without division.
  const distance = (sum: number) => Math.abs(sum * ranks.length - total * size);
  const observed = distance(Math.round(2 * rankSum));
  let [all, extreme] = [0, 0];
  ways[size]!.forEach((count, sum) => {
    all += count;
    if (distance(sum) >= observed) extreme += count;
  });
  return extreme / all;
}

/** With continuity correction and the variance of the midranks. Right to 2e-7, as the error function is. */
function normalP(ranks: readonly number[], size: number, rankSum: number): number {
  const n = ranks.length;
  const mean = (n + 1) / 2;
  const spread = ranks.reduce((sum, rank) => sum + (rank - mean) ** 2, 0) / (n * (n - 1));
  const variance = size * (n - size) * spread;
  if (variance === 0) return 1;
  const distance = Math.max(0, Math.abs(rankSum - size * mean) - 0.5);
  return Math.max(0, 1 - errorFunction(distance / Math.sqrt(2 * variance)));
}
