import { seriesStyle } from '../../figures/palette.ts';
import type { LogColumn } from '../files/run-log.ts';
import { type Line, linesOf } from './lines.ts';
import { linePoints } from './points.ts';
import { thresholdOf } from './threshold.ts';
import type { View } from './view.ts';
import { windowGrid, windowPoints } from './window.ts';

/** The columns that have a chart, in the order of the page. */
export const CHART_COLUMNS: readonly LogColumn[] = [
  'train_loss',
  'test_loss',
  'lambda_max',
  'stability_ratio',
  'gradient_norm',
];

/** What stands before the numbers, as JSON. */
export interface ChartHeader {
  /** Epochs of each stretch: 1 where every epoch is there. */
  readonly stretch: number;
  /** Points of each line. */
  readonly points: number;
  readonly lines: readonly {
    readonly name: string;
    readonly directory: string;
    readonly arm: string;
    readonly seed: string;
    readonly keys: readonly number[];
    /** Largest stable λmax. */
    readonly threshold: number | null;
    readonly color: string;
    /** As SVG's stroke-dasharray; '' is solid. */
    readonly dash: string;
  }[];
  /** What follows, in order: [points] float64 each. First the epochs of the points. */
  readonly arrays: readonly ChartArray[];
}

/** What an array is of. */
export interface ChartArray {
  readonly line: number;
  readonly column: string;
  /** `middle`, or a bound of the band: `low`, `high`. */
  readonly part: string;
  /** The last value of the line with its epoch, as texts: there is no NaN in JSON. Points tell it only roughly. */
  readonly last: readonly [epoch: string, value: string];
}

/**
 * All charts of a view as bytes: the length of the header as uint32, the header as JSON in UTF-8 with blanks up to a
 * multiple of 8, then the arrays as float64, NaN where a line has no point; all little-endian.
 */
export function encodeCharts(view: View): Uint8Array {
  const lines = linesOf(view);
  const { grid, start } = windowGrid(view);
  const arrays: ChartArray[] = [];
  const numbers: Float64Array[] = [grid.epochs.map((epoch) => epoch + start)];
  lines.forEach((line, index) => {
    for (const column of CHART_COLUMNS) {
      const pointsOf = view.epochs === null ? linePoints : windowPoints;
      const { last, ...parts } = pointsOf(line, column, view, grid);
      if (last === null) continue;
      for (const part of ['middle', 'low', 'high'] as const) {
        const values = parts[part];
        if (values === null) continue;
        arrays.push({ line: index, column, part, last: [String(last[0]), String(last[1])] });
        numbers.push(values);
      }
    }
  });
  const header: ChartHeader = {
    stretch: grid.size,
    points: grid.epochs.length,
    lines: lines.map(describe),
    arrays,
  };
  return pack(header, numbers);
}

function describe(line: Line, index: number): ChartHeader['lines'][number] {
  const { name, directory, arm, seed, runs } = line;
  const keys = runs.map(({ key }) => key);
  return { name, directory, arm, seed, keys, threshold: thresholdOf(line), ...seriesStyle(index) };
}

/** Own layout and no library: a page of ours is the only reader. */
export function pack(header: object, numbers: readonly Float64Array[]): Uint8Array {
  const json = Buffer.from(JSON.stringify(header));
  const start = Math.ceil((4 + json.length) / 8) * 8;
  const length = numbers.reduce((sum, array) => sum + array.byteLength, start);
  const bytes = Buffer.alloc(length, 0x20, 'latin1');
  bytes.writeUInt32LE(start - 4, 0);
  json.copy(bytes, 4);
  let at = start;
  for (const array of numbers) {
    // Every platform that Node runs on but s390x is little-endian.
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  return bytes;
}
