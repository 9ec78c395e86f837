/** Quartiles of the time of one call, in milliseconds. */
export interface Timing {
  readonly median: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
  readonly calls: number;
}

/**
 * Quartiles of some times: of a sorted list, the element at the share's place, rounded down.
 *
 * @throws Error without times, or when one is no finite number
 */
export function summarize(times: readonly number[]): Timing {
  if (times.length === 0 || !times.every(Number.isFinite)) {
    throw new Error(`expected at least one time, all finite, received [${times.slice(0, 5)}]`);
  }
  const sorted = [...times].sort((a, b) => a - b);
  const quantile = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!;
  return {
    median: quantile(0.5),
    lowerQuartile: quantile(0.25),
    upperQuartile: quantile(0.75),
    calls: sorted.length,
  };
}
