import type { Cell } from '../../runs/cell.ts';
import type { Column } from '../../runs/columns.ts';
import { csvBody, csvHeader } from '../../runs/csv-log.ts';
import type { LogColumn } from '../files/run-log.ts';
import type { Series } from '../files/series.ts';
import { type Line, type LineSeries, lineSeries, linesOf } from '../series/lines.ts';
import type { View } from '../series/view.ts';
import { within } from '../series/window.ts';

/** Rows in one piece of the text. */
const PIECE = 2000;

interface ShownRow {
  readonly line: Line;
  readonly series: LineSeries;
  readonly index: number;
}

/**
 * What a chart shows as CSV, in pieces: every epoch of each line, also where the chart itself shows extremes of stretches
 * of epochs. A run on its own has its seed and value, an arm its median with the bounds of the band.
 */
export function* shownCsv(view: View, column: LogColumn): Generator<string> {
  const columns = columnsOf(view, column);
  yield csvHeader(columns);
  for (const line of linesOf(view)) {
    const whole = lineSeries(line, column, view);
    const cut = (series: Series) => (view.epochs === null ? series : within(series, view.epochs));
    const series = {
      middle: cut(whole.middle),
      low: whole.low && cut(whole.low),
      high: whole.high && cut(whole.high),
    };
    for (let start = 0; start < series.middle.length; start += PIECE) {
      const count = Math.min(PIECE, series.middle.length - start);
      const rows = Array.from({ length: count }, (_, i) => ({ line, series, index: start + i }));
      yield csvBody(columns, rows);
    }
  }
}

function columnsOf({ seeds, smoothing }: View, name: LogColumn): Column<ShownRow>[] {
  const make = (column: string, cell: (row: ShownRow) => Cell): Column<ShownRow> => ({
    name: column,
    unit: '',
    meaning: '',
    cell,
  });
  const value = smoothing === 0 ? name : `${name}_smoothed_${smoothing}`;
  const identity = [
    make('directory', ({ line }) => line.directory),
    make('arm', ({ line }) => line.arm),
    ...(seeds === 'each'
      ? [make('seed', ({ line }) => line.seed)]
      : [make('runs', ({ line }) => line.runs.length)]),
    make('epoch', ({ series, index }) => series.middle.epochs[index]!),
  ];
  const middle = (title: string) => make(title, ({ series, index }) => series.middle.values[index]!);
  if (seeds === 'each') return [...identity, middle(value)];
  const [low, high] = seeds === 'range' ? ['smallest', 'largest'] : ['quartile_1', 'quartile_3'];
  return [
    ...identity,
    middle(`${value}_median`),
    make(`${value}_${low}`, ({ series, index }) => (series.low ?? series.middle).values[index]!),
    make(`${value}_${high}`, ({ series, index }) => (series.high ?? series.middle).values[index]!),
  ];
}
