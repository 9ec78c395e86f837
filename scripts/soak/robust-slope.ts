import { quantileSorted } from 'simple-statistics';

/** A slope with its interval. */
export interface RobustSlope {
  readonly slope: number;
  /** Of 95 %, for values that are independent of each other apart from the slope. */
  readonly low: number;
  readonly high: number;
}

/** The normal quantile of 97.5 %. */
const Z = 1.959963984540054;

/**
 * Theil-Sen: the median of the slopes of all pairs, which a quarter of wild values does not move (Sen 1968, "Estimates of the
 * regression coefficient based on Kendall's tau", with its interval from the normal approximation of tau, section 6). Against
 * the paper: values at distinct places alone, and no correction for ties, which widens the interval.
 *
 * @param values equidistant, two at least
 * @param distance from one to the next
 */
export function robustSlope(values: ArrayLike<number>, distance: number): RobustSlope {
  const n = values.length;
  const slopes = new Float64Array((n * (n - 1)) / 2);
  let at = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) slopes[at++] = (values[j]! - values[i]!) / ((j - i) * distance);
  }
  slopes.sort();
  const sorted = slopes as unknown as number[];
  const half = (Z * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18)) / 2;
  const middle = slopes.length / 2;
  const within = (rank: number) => Math.min(Math.max(rank, 0), slopes.length - 1);
  return {
    slope: quantileSorted(sorted, 0.5),
    low: slopes[within(Math.round(middle - half) - 1)]!,
    high: slopes[within(Math.round(middle + half))]!,
  };
}
