import type { TrackedRun } from '../catalogue/run.ts';
import type { LogColumn } from '../files/run-log.ts';
import type { Series } from '../files/series.ts';
import { bandOf } from './bands.ts';
import { boundOnGrid, type Grid, onGrid } from './buckets.ts';
import type { Line } from './lines.ts';
import { smooth } from './smooth.ts';
import type { View } from './view.ts';
import { within } from './window.ts';

/** One column of a line on a grid: [points] of the grid each; the bounds are null without a band. */
export interface LinePoints {
  readonly middle: Float64Array;
  readonly low: Float64Array | null;
  readonly high: Float64Array | null;
  /** The last measurement with its epoch; null where there is none. */
  readonly last: readonly [epoch: number, value: number] | null;
}

/** Points with what they were made of. */
interface Kept {
  /** The logs' own series, and how much of each had come. */
  readonly sources: readonly Series[];
  readonly lengths: readonly number[];
  readonly size: number;
  readonly points: LinePoints;
}

/** Columns and ways to show them that are kept for each line. */
const MOST_KEPT = 40;
const kept = new WeakMap<TrackedRun, Map<string, Kept>>();

/**
 * A column of a line as it is drawn. Of a line that has grown since the last call only the stretches with new rows are
 * computed: what 50 runs of 10,000 epochs say anew is little.
 */
export function linePoints({ runs }: Line, column: LogColumn, view: View, grid: Grid): LinePoints {
  const { seeds, smoothing } = view;
  const known = kept.get(runs[0]!) ?? new Map<string, Kept>();
  kept.set(runs[0]!, known);
  const key = `${column} ${seeds} ${smoothing} ${runs.map((run) => run.key).join()}`;
  const sources = runs.map(({ log }) => log.series(column));
  const before = known.get(key);
  const from = before && before.size === grid.size ? firstNew(before, sources) : 0;
  const tails = sources.map((series) =>
    since(smooth(series, smoothing), Math.floor(from / grid.size) * grid.size),
  );
  const points = extended(from > 0 ? before!.points : null, tails, seeds, grid, from);
  known.delete(key);
  known.set(key, { sources, lengths: sources.map(({ length }) => length), size: grid.size, points });
  if (known.size > MOST_KEPT) known.delete(known.keys().next().value!);
  return points;
}

/** The first epoch with a new measurement, +∞ where there is none; 0 where rows were taken back. */
function firstNew({ sources: before, lengths }: Kept, sources: readonly Series[]): number {
  let first = Number.POSITIVE_INFINITY;
  sources.forEach((series, i) => {
    // A file that is read anew has other series.
    if (series !== before[i]) first = 0;
    else if (series.length > lengths[i]!) first = Math.min(first, series.epochs[lengths[i]!]!);
  });
  return first;
}

/** The part of a series from an epoch on. */
function since(series: Series, from: number): Series {
  return from <= 0 ? series : within(series, { from, to: Number.POSITIVE_INFINITY });
}

function extended(
  before: LinePoints | null,
  tails: readonly Series[],
  seeds: View['seeds'],
  grid: Grid,
  from: number,
): LinePoints {
  const isBand = seeds !== 'each' && tails.length > 1;
  const band = isBand ? bandOf(tails, seeds) : { middle: tails[0]!, low: null, high: null };
  const perStretch = grid.size === 1 ? 1 : 2;
  const start = Math.min(Math.floor(from / grid.size) * perStretch, grid.epochs.length);
  const whole = (part: Float64Array | null | undefined) => {
    const out = new Float64Array(grid.epochs.length).fill(Number.NaN);
    if (part) out.set(part.subarray(0, Math.min(start, part.length)));
    return out;
  };
  const { middle, low, high } = band;
  const end = middle.length - 1;
  return {
    middle: onGrid(middle, grid, whole(before?.middle)),
    low: low && boundOnGrid(low, grid, 'low', whole(before?.low)),
    high: high && boundOnGrid(high, grid, 'high', whole(before?.high)),
    last: end < 0 ? (before?.last ?? null) : [middle.epochs[end]!, middle.values[end]!],
  };
}
