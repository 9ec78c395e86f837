import type { TrackedRun } from '../catalogue/run.ts';
import type { Series } from '../files/series.ts';
import { SpectrumLog } from '../files/spectrum-log.ts';
import { onGrid } from './buckets.ts';
import { pack } from './encode.ts';
import { type HeatMap, heatMapOf } from './heat-map.ts';
import { smooth } from './smooth.ts';
import type { View } from './view.ts';
import { shifted, WHOLE, windowGrid, within } from './window.ts';

/** What stands before the numbers, as JSON. */
export interface SpectrumHeader {
  /** Points of each line of `top`, whose arrays follow the epochs of the points. */
  readonly points: number;
  /** The last value of each of the largest eigenvalues with its epoch, as texts. */
  readonly top: readonly (readonly [epoch: string, value: string])[];
  /** Then the epochs of the columns and the values of the heat map. */
  readonly density: {
    readonly columns: number;
    readonly rows: number;
    readonly low: number;
    readonly high: number;
  };
}

/** Decades of density below the largest that are told apart by their colours. */
export const DECADES = 5;

const logs = new WeakMap<TrackedRun, SpectrumLog>();

/** The files of a run's spectrum, read as far as they go. */
export function spectrumLog(run: TrackedRun): SpectrumLog {
  const log = logs.get(run) ?? new SpectrumLog(run.path);
  logs.set(run, log);
  log.read();
  return log;
}

/** The largest eigenvalues of a run in the epochs of a view, smoothed as it says. */
export function largestOf(run: TrackedRun, { smoothing, epochs }: View): readonly Series[] {
  return spectrumLog(run).top.map((series) => within(smooth(series, smoothing), epochs ?? WHOLE));
}

/** The density of a run in the epochs of a view. */
export function densityMap(run: TrackedRun, { epochs }: View): HeatMap {
  const { from, to } = epochs ?? WHOLE;
  return heatMapOf(spectrumLog(run).densities.filter(({ epoch }) => epoch >= from && epoch <= to));
}

/** The spectrum of a run along training, as `encodeCharts` packs charts. */
export function encodeSpectrum(run: TrackedRun, view: View): Uint8Array {
  const { grid, start } = windowGrid({ ...view, runs: [run] });
  const top = largestOf(run, view);
  const map = densityMap(run, view);
  const header: SpectrumHeader = {
    points: grid.epochs.length,
    top: top.map(({ length, epochs, values }) =>
      length === 0 ? ['', ''] : [String(epochs[length - 1]), String(values[length - 1])],
    ),
    density: { columns: map.epochs.length, rows: map.rows, low: map.low, high: map.high },
  };
  const lines = top.map((series) => onGrid(shifted(series, start), grid));
  return pack(header, [grid.epochs.map((epoch) => epoch + start), ...lines, map.epochs, map.values]);
}
