import type { TrackedRun } from '../catalogue/run.ts';
import { SpectrumLog } from '../files/spectrum-log.ts';
import { gridOf, onGrid } from './buckets.ts';
import { pack } from './encode.ts';
import { heatMapOf } from './heat-map.ts';
import { smooth } from './smooth.ts';

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

const logs = new WeakMap<TrackedRun, SpectrumLog>();

/** The spectrum of a run along training, as `encodeCharts` packs charts. */
export function encodeSpectrum(run: TrackedRun, smoothing: number): Uint8Array {
  const log = logs.get(run) ?? new SpectrumLog(run.path);
  logs.set(run, log);
  log.read();
  const grid = gridOf(Math.max(-1, run.log.lastEpoch));
  const top = log.top.map((series) => smooth(series, smoothing));
  const map = heatMapOf(log.densities);
  const header: SpectrumHeader = {
    points: grid.epochs.length,
    top: top.map(({ length, epochs, values }) => [String(epochs[length - 1]), String(values[length - 1])]),
    density: { columns: map.epochs.length, rows: map.rows, low: map.low, high: map.high },
  };
  return pack(header, [grid.epochs, ...top.map((series) => onGrid(series, grid)), map.epochs, map.values]);
}
