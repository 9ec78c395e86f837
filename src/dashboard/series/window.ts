import type { LogColumn } from '../files/run-log.ts';
import type { Series } from '../files/series.ts';
import { boundOnGrid, type Grid, gridOf, onGrid } from './buckets.ts';
import { type Line, lineSeries } from './lines.ts';
import type { LinePoints } from './points.ts';
import type { View } from './view.ts';

/** The epochs that a chart shows, both ends included; `to` is Infinity for a chart that follows its runs. */
export interface EpochWindow {
  readonly from: number;
  readonly to: number;
}

/** All epochs. */
export const WHOLE: EpochWindow = { from: 0, to: Number.POSITIVE_INFINITY };

/** The part of a series within a window. */
export function within({ length, epochs, values }: Series, { from, to }: EpochWindow): Series {
  const [start, end] = [firstFrom(epochs, length, from), firstFrom(epochs, length, to + 1)];
  return {
    length: Math.max(0, end - start),
    epochs: epochs.subarray(start, end),
    values: values.subarray(start, end),
  };
}

/** The grid of the epochs that a view shows, counted from the first one of them, `start`. */
export function windowGrid({ runs, epochs }: View): { readonly grid: Grid; readonly start: number } {
  const last = Math.max(-1, ...runs.map(({ log }) => log.lastEpoch));
  const { from: start, to } = epochs ?? WHOLE;
  return { grid: gridOf(Math.min(last, to) - start), start };
}

/**
 * A column of a line in the window of a view, as `linePoints` without one; computed anew each time, as who zooms moves on.
 *
 * @param grid as `windowGrid` gives it
 */
export function windowPoints(line: Line, column: LogColumn, view: View, grid: Grid): LinePoints {
  const window = view.epochs ?? WHOLE;
  const { middle, low, high } = lineSeries(line, column, view);
  const part = (series: Series) => shifted(within(series, window), window.from);
  const end = middle.length - 1;
  return {
    middle: onGrid(part(middle), grid),
    low: low && boundOnGrid(part(low), grid, 'low'),
    high: high && boundOnGrid(part(high), grid, 'high'),
    last: end < 0 ? null : [middle.epochs[end]!, middle.values[end]!],
  };
}

/** A series whose epochs are counted from another one than 0. */
export function shifted(series: Series, start: number): Series {
  return start === 0 ? series : { ...series, epochs: series.epochs.map((epoch) => epoch - start) };
}

/** The first of `length` ascending epochs that is at least `epoch`. */
function firstFrom(epochs: Float64Array, length: number, epoch: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (epochs[middle]! < epoch) low = middle + 1;
    else high = middle;
  }
  return low;
}
