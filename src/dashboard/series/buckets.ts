import type { Series } from '../files/series.ts';

/**
 * The epochs at which all lines of a chart have their points: every epoch, or, where these are more than a screen has
 * columns, two for each stretch of `size` epochs, which hold the extremes of the stretch. Sizes are powers of two, so that
 * a line that grows keeps the points that it has.
 */
export interface Grid {
  readonly size: number;
  readonly buckets: number;
  /** [buckets], or with `size` above 1 [2·buckets], ascending. */
  readonly epochs: Float64Array;
}

/** Stretches across a chart: a screen shows about so many columns in each. */
export const MOST_BUCKETS = 400;

/** The grid for epochs 0 to `last`. */
export function gridOf(last: number, most = MOST_BUCKETS): Grid {
  let size = 1;
  // Twice the columns without bucketing: as many points as with it.
  while (last + 1 > (size === 1 ? 2 * most : size * most)) size *= 2;
  const buckets = Math.max(0, Math.floor(last / size) + 1);
  const epochs = new Float64Array(size === 1 ? buckets : 2 * buckets);
  for (let i = 0; i < epochs.length; i++) epochs[i] = size === 1 ? i : Math.min((i * size) / 2, last);
  return { size, buckets, epochs };
}

/**
 * A series on a grid: in each stretch its smallest and largest value, in the order in which they came, so that no spike
 * is lost; NaN where there is none. NaN and ±Infinity are left out.
 */
export function onGrid({ length, epochs, values }: Series, { size, epochs: points }: Grid): Float64Array {
  const out = new Float64Array(points.length).fill(Number.NaN);
  if (size === 1) {
    for (let i = 0; i < length; i++) if (Number.isFinite(values[i])) out[epochs[i]!] = values[i]!;
    return out;
  }
  for (let i = 0; i < length; ) {
    const bucket = Math.floor(epochs[i]! / size);
    const end = (bucket + 1) * size;
    let [low, high] = [-1, -1];
    for (; i < length && epochs[i]! < end; i++) {
      const value = values[i]!;
      if (!Number.isFinite(value)) continue;
      if (low < 0 || value < values[low]!) low = i;
      if (high < 0 || value > values[high]!) high = i;
    }
    if (low < 0) continue;
    out[2 * bucket] = values[Math.min(low, high)]!;
    out[2 * bucket + 1] = values[Math.max(low, high)]!;
  }
  return out;
}

/** The bound of a band on a grid: in each stretch its extreme, at both points. */
export function boundOnGrid(
  { length, epochs, values }: Series,
  { size, epochs: points }: Grid,
  side: 'low' | 'high',
): Float64Array {
  const out = new Float64Array(points.length).fill(Number.NaN);
  for (let i = 0; i < length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    const at = size === 1 ? epochs[i]! : 2 * Math.floor(epochs[i]! / size);
    const before = out[at]!;
    if (Number.isNaN(before) || (side === 'low' ? value < before : value > before)) {
      out[at] = value;
      if (size > 1) out[at + 1] = value;
    }
  }
  return out;
}
