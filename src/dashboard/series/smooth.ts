import type { Series } from '../files/series.ts';

/**
 * Exponential moving average over the measurements, m ← w·m + (1 − w)·x, divided by 1 − wᵗ: without that the first
 * values would be drawn towards the 0 that m starts from (Kingma and Ba 2015, section 3). NaN and ±Infinity pass
 * through and leave the average as it is.
 *
 * @param weight w in [0, 1) of what came before; 0 leaves the series as it is
 */
export function smooth(series: Series, weight: number): Series {
  if (weight === 0) return series;
  const { length, epochs } = series;
  const values = new Float64Array(length);
  let mean = 0;
  let remaining = 1;
  for (let i = 0; i < length; i++) {
    const value = series.values[i]!;
    if (!Number.isFinite(value)) {
      values[i] = value;
      continue;
    }
    mean = weight * mean + (1 - weight) * value;
    remaining *= weight;
    values[i] = mean / (1 - remaining);
  }
  return { length, epochs, values };
}
