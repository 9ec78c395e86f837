import type { Figure } from '../../figures/figure.ts';
import { type LineChart, type LinePoint, type LineSeries, lineChart } from '../../figures/lines.ts';
import { RUN_CHARTS } from '../../report/html/run-figures.ts';
import type { LogColumn } from '../files/run-log.ts';
import type { Grid } from '../series/buckets.ts';
import { linesOf } from '../series/lines.ts';
import type { LinePoints } from '../series/points.ts';
import { thresholdOf } from '../series/threshold.ts';
import type { View } from '../series/view.ts';
import { windowGrid, windowPoints } from '../series/window.ts';

/** The axes of a picture. */
export interface FigureAxes {
  readonly x: 'linear' | 'log';
  readonly y: 'linear' | 'log';
}

/** A chart of the page as a picture for a text: the same lines, bands, limits and colours. */
export function chartFigure(view: View, column: LogColumn, { x, y }: FigureAxes): Figure {
  const { grid, start } = windowGrid(view);
  const series = linesOf(view).flatMap((line): LineSeries[] => {
    const points = windowPoints(line, column, view, grid);
    if (points.last === null) return [];
    const threshold = column === 'lambda_max' ? thresholdOf(line) : null;
    return [
      {
        name: line.name,
        points: drawable(points, grid, start),
        ...(threshold !== null && { threshold }),
      },
    ];
  });
  const known = RUN_CHARTS.find((chart) => chart.column === column);
  const { title = column, label = column, unit } = known ?? {};
  const chart: LineChart = {
    title,
    x: { label: 'epoch', scale: x },
    y: { label, scale: y, ...(unit !== undefined && { unit }) },
    series,
    width: 720,
    height: 400,
    ...(subtitleOf(view) !== '' && { subtitle: subtitleOf(view) }),
    ...(series.some(({ threshold }) => threshold !== undefined) && {
      thresholdName: 'largest stable: 2/η, or what momentum makes of it',
    }),
    ...(column === 'stability_ratio' && { references: [{ label: 'above: unstable', y: 1 }] }),
  };
  return lineChart(chart);
}

function subtitleOf({ seeds, smoothing }: View): string {
  const band = {
    each: '',
    range: 'Median over seeds, smallest to largest as a band',
    quartiles: 'Median over seeds, quartiles as a band',
  }[seeds];
  const smoothed = smoothing === 0 ? '' : `smoothed, weight ${smoothing}`;
  return [band, smoothed].filter(Boolean).join('; ');
}

/** Only what was measured: a point that is missing is no gap in the line. */
function drawable({ middle, low, high }: LinePoints, grid: Grid, start: number): LinePoint[] {
  return Array.from(grid.epochs, (epoch, i) => ({
    x: epoch + start,
    y: middle[i]!,
    ...(low && high && { low: low[i]!, high: high[i]! }),
  })).filter((point) => !Number.isNaN(point.y));
}
