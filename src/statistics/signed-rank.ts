import { errorFunction } from 'simple-statistics';
import { midranks } from './midranks.ts';

/** Wilcoxon's signed-rank test of paired differences. */
export interface SignedRankTest {
  /** Differences that are not zero. */
  readonly count: number;
  /** Sum of the ranks of the positive differences. */
  readonly positiveRanks: number;
  /** Two-sided probability of a sum at least as far from its mean, were the differences symmetric around zero. */
  readonly p: number;
  /** Matched-pairs rank-biserial correlation, from −1 (all negative) to 1 (all positive); 0 without differences. */
  readonly rankBiserial: number;
  readonly method: 'exact' | 'normal approximation';
}

/** Up to so many differences the distribution is counted out; beyond, the normal one is right to a percent. */
const MOST_EXACT = 299;

/**
 * Differences that differ by rounding alone are tied: without it 1.1 − 1.0 and 2.3 − 2.2 would be ranked by their last
 * bit.
 */
const TIE = 1e-12;

/**
 * The test of Wilcoxon (1945), with zeros dropped and midranks for ties (Pratt and Gibbons 1981, chapter 3). The exact
 * distribution is that of the midranks at hand, so ties do not make it approximate, as they do in scipy and R.
 *
 * @param differences finite
 */
export function signedRankTest(differences: readonly number[]): SignedRankTest {
  const nonzero = differences.filter((difference) => difference !== 0);
  const ranks = midranks(nonzero.map(Math.abs), TIE);
  const count = nonzero.length;
  const positiveRanks = ranks.reduce((sum, rank, i) => (nonzero[i]! > 0 ? sum + rank : sum), 0);
  const total = (count * (count + 1)) / 2;
  const rankBiserial = count === 0 ? 0 : (2 * positiveRanks - total) / total;
  const isExact = count <= MOST_EXACT;
  const p = isExact ? exactP(ranks, positiveRanks) : normalP(ranks, positiveRanks);
  const method = isExact ? 'exact' : 'normal approximation';
  return Object.freeze({ count, positiveRanks, p, rankBiserial, method });
}

/** Counts the sign patterns by their sum: doubled midranks are whole numbers. */
function exactP(ranks: readonly number[], positiveRanks: number): number {
  const doubled = ranks.map((rank) => Math.round(2 * rank));
  const total = doubled.reduce((sum, rank) => sum + rank, 0);
  // As probabilities: the counts themselves overflow beyond a thousand signs.
  const chances = new Float64Array(total + 1);
  chances[0] = 1;
  for (const rank of doubled) {
    for (let sum = total; sum >= 0; sum--) {
      chances[sum] = (chances[sum]! + (sum >= rank ? chances[sum - rank]! : 0)) / 2;
    }
  }
  const observed = Math.round(2 * positiveRanks);
  const extreme = Math.min(observed, total - observed);
  let tail = 0;
  for (let sum = 0; sum <= extreme; sum++) tail += chances[sum]!;
  return Math.min(1, 2 * tail);
}

/** With continuity correction; midranks carry their own variance, Σ rank²/4. Right to 2e-7, as the error function is. */
function normalP(ranks: readonly number[], positiveRanks: number): number {
  const mean = ranks.reduce((sum, rank) => sum + rank, 0) / 2;
  const variance = ranks.reduce((sum, rank) => sum + rank * rank, 0) / 4;
  const distance = Math.max(0, Math.abs(positiveRanks - mean) - 0.5);
  return Math.max(0, 1 - errorFunction(distance / Math.sqrt(2 * variance)));
}
