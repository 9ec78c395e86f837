import type { Figure } from '../../figures/figure.ts';
import { heatMapChart } from '../../figures/heat-map.ts';
import { lineChart } from '../../figures/lines.ts';
import type { Cell } from '../../runs/cell.ts';
import type { Column } from '../../runs/columns.ts';
import { csvBody, csvHeader } from '../../runs/csv-log.ts';
import type { TrackedRun } from '../catalogue/run.ts';
import { DECADES, densityMap, largestOf, spectrumLog } from '../series/spectrum.ts';
import type { View } from '../series/view.ts';
import type { FigureAxes } from './figure.ts';

/** What of the spectrum of a run can be saved. */
export const SPECTRUM_PARTS = ['top-eigenvalues', 'density'] as const;

/** One of them. */
export type SpectrumPart = (typeof SPECTRUM_PARTS)[number];

/** A part of the spectrum of a run along training, as a picture for a text. */
export function spectrumFigure(
  run: TrackedRun,
  part: SpectrumPart,
  view: View,
  { x, y }: FigureAxes,
): Figure {
  const frame = { subtitle: run.listed.folder || '.', width: 720, height: 400 };
  if (part === 'density') {
    const { epochs, ...map } = densityMap(run, view);
    return heatMapChart({
      ...frame,
      ...map,
      title: 'Density of all eigenvalues of the Hessian',
      x: { label: 'epoch' },
      y: { label: 'eigenvalue' },
      columns: epochs,
      quantity: 'log₁₀ of the density',
      span: DECADES,
    });
  }
  const series = largestOf(run, view).map(({ length, epochs, values }, i) => ({
    name: `λ${i + 1}`,
    points: Array.from({ length }, (_, at) => ({ x: epochs[at]!, y: values[at]! })),
  }));
  const isPositive = series.every(({ points }) => points.every((point) => point.y > 0));
  return lineChart({
    ...frame,
    title: 'Largest eigenvalues of the Hessian',
    ...(view.smoothing > 0 && { subtitle: `${frame.subtitle}, smoothed, weight ${view.smoothing}` }),
    x: { label: 'epoch', scale: x },
    y: { label: 'eigenvalue', scale: isPositive ? y : 'linear' },
    series,
  });
}

type Row = readonly [epoch: number, second: number, third: number];

/** A part of the spectrum of a run as CSV, in pieces: `epoch,index,eigenvalue`, or `epoch,eigenvalue,density`. */
export function* spectrumCsv(run: TrackedRun, part: SpectrumPart, view: View): Generator<string> {
  const value = view.smoothing === 0 ? 'eigenvalue' : `eigenvalue_smoothed_${view.smoothing}`;
  const names = part === 'density' ? ['epoch', 'eigenvalue', 'density'] : ['epoch', 'index', value];
  const columns = names.map((name, i): Column<Row> => {
    return { name, unit: '', meaning: '', cell: (row): Cell => row[i]! };
  });
  yield csvHeader(columns);
  if (part === 'density') {
    const { from, to } = view.epochs ?? { from: 0, to: Number.POSITIVE_INFINITY };
    for (const { epoch, eigenvalues, densities } of spectrumLog(run).densities)
      if (epoch >= from && epoch <= to)
        yield csvBody(
          columns,
          eigenvalues.map((eigenvalue, i): Row => [epoch, eigenvalue, densities[i]!]),
        );
    return;
  }
  for (const [index, { length, epochs, values }] of largestOf(run, view).entries())
    yield csvBody(
      columns,
      Array.from({ length }, (_, at): Row => [epochs[at]!, index + 1, values[at]!]),
    );
}
