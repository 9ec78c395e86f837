import { median } from 'simple-statistics';
import { measured } from './epochs.ts';
import type { Sample } from './sample.ts';

/** A quantity of a sample at one epoch, over the seeds. */
export interface MedianPoint {
  readonly epoch: number;
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** Median and range over the seeds of a column, epoch by epoch, ascending; NaN and ±Infinity are left out. */
export function medianCurve(sample: Sample, column: string): MedianPoint[] {
  const byEpoch = new Map<number, number[]>();
  for (const { series } of measured(sample, column)) {
    for (const [epoch, value] of series) {
      if (!Number.isFinite(value)) continue;
      const values = byEpoch.get(epoch);
      if (values) values.push(value);
      else byEpoch.set(epoch, [value]);
    }
  }
  return [...byEpoch]
    .sort(([a], [b]) => a - b)
    .map(([epoch, values]) => ({
      epoch,
      median: median(values),
      low: Math.min(...values),
      high: Math.max(...values),
      count: values.length,
    }));
}
