import * as Plot from '@observablehq/plot';
import { counted } from '../statistics/counted.ts';
import { type Axis, isDrawable, scaleOptions } from './axis.ts';
import type { LegendEntry } from './legend.ts';
import { drawFigure, type Figure, type FigureFrame } from './figure.ts';
import { seriesStyle } from './palette.ts';
import { HALO, LINE } from './text.ts';

/** A point of a line; `low` and `high` bound the band around it. */
export interface LinePoint {
  readonly x: number;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
}

/** A named line, drawn in the order of its points. */
export interface LineSeries {
  readonly name: string;
  readonly points: readonly LinePoint[];
  /** Dots at the points in place of a line through them; default false. */
  readonly dots?: boolean;
  /** A value of y that means something for this line, such as its stability limit: dashed, in its colour. */
  readonly threshold?: number;
}

/** A horizontal or vertical line that means something, such as a stability limit. */
export interface ReferenceLine {
  readonly label: string;
  readonly x?: number;
  readonly y?: number;
}

/** Lines over a common axis, each with an optional band (say, the range over seeds), and reference lines. */
export interface LineChart extends FigureFrame {
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly LineSeries[];
  readonly references?: readonly ReferenceLine[];
  /** What the thresholds of the series are, for the legend. */
  readonly thresholdName?: string;
}

/** Draws a line chart. Points that an axis cannot show are left out, and the note says how many. */
export function lineChart(chart: LineChart): Figure {
  const { x, y, series, references = [] } = chart;
  const isShown = (point: LinePoint) => isDrawable(x, point.x) && isDrawable(y, point.y);
  const shown = series.map((line) => ({ ...line, points: line.points.filter(isShown) }));
  const count = (lines: readonly LineSeries[]) => lines.reduce((sum, { points }) => sum + points.length, 0);
  const omitted = count(series) - count(shown);
  const across = shown.flatMap(({ points }) => points.map((point) => point.x));
  const up = shown.flatMap(({ points }) =>
    points.flatMap(({ y: middle, low = middle, high = middle }) =>
      [middle, low, high].filter((value) => isDrawable(y, value)),
    ),
  );
  for (const { threshold } of series) if (isDrawable(y, threshold ?? Number.NaN)) up.push(threshold!);
  for (const line of references) {
    if (line.x !== undefined) across.push(line.x);
    if (line.y !== undefined) up.push(line.y);
  }
  const xScale = scaleOptions(x, across, 'x');
  const yScale = scaleOptions(y, up, 'y');
  const [floor, ceiling] = yScale.domain as [number, number];
  const isInside = (point: LinePoint) => isWithin(x.domain, point.x) && isWithin(y.domain, point.y);
  const marks: Plot.Markish[] = [];
  shown.forEach(({ points, dots, threshold }, index) => {
    const { color, dash } = seriesStyle(index);
    if (isDrawable(y, threshold ?? Number.NaN)) {
      marks.push(Plot.ruleY([threshold!], { stroke: color, strokeDasharray: '2 4', strokeWidth: 1.5 }));
    }
    const banded = points.filter(({ low, high }) => low !== undefined && high !== undefined);
    if (banded.length > 0) {
      const clamp = (value: number) => Math.min(Math.max(value, floor), ceiling);
      const edges = { x: 'x', y1: (p: LinePoint) => clamp(p.low!), y2: (p: LinePoint) => clamp(p.high!) };
      marks.push(Plot.areaY(banded, { ...edges, fill: color, fillOpacity: 0.2, clip: true }));
    }
    // Not clipped: a dot on the frame is shown whole.
    if (dots) marks.push(Plot.dot(points.filter(isInside), { x: 'x', y: 'y', fill: color, r: 3.5 }));
    else
      marks.push(
        Plot.line(points, {
          x: 'x',
          y: 'y',
          stroke: color,
          strokeWidth: 2,
          strokeDasharray: dash || 'none',
          clip: true,
        }),
      );
  });
  let vertical = 0;
  for (const line of references) {
    marks.push(...referenceMarks(line, xScale.domain, yScale.domain, vertical));
    if (line.x !== undefined) vertical++;
  }
  const legend: LegendEntry[] = series.map(({ name, dots }, index) => {
    const sign = dots ? ('dot' as const) : ('line' as const);
    return { name, ...seriesStyle(index), sign };
  });
  if (chart.thresholdName !== undefined) {
    legend.push({ name: chart.thresholdName, color: 'currentColor', dash: '2 4', sign: 'line' });
  }
  const verb = omitted === 1 ? 'is' : 'are';
  const left =
    omitted > 0
      ? `${counted(omitted, 'point')} that ${verb} not positive or not finite ${verb} left out.`
      : '';
  const note = [chart.note, left].filter(Boolean).join(' ');
  return drawFigure(
    { ...chart, note },
    { x: xScale, y: yScale, marks } as Plot.PlotOptions,
    legend.length > 1 ? legend : [],
  );
}

/** @param row of the label of a vertical line, from the top: neighbouring lines' labels do not run into one another */
function referenceMarks(
  { label, x, y }: ReferenceLine,
  across: readonly number[],
  up: readonly number[],
  row: number,
): Plot.Markish[] {
  const line = { stroke: 'currentColor', strokeDasharray: '4 3', strokeWidth: 1.2 };
  const text = { fill: 'currentColor', stroke: HALO, strokeWidth: 3, paintOrder: 'stroke' };
  const marks: Plot.Markish[] = [];
  if (y !== undefined) {
    marks.push(Plot.ruleY([y], line));
    const place = { x: across.at(-1)!, y, dy: -7, textAnchor: 'end' as const };
    marks.push(Plot.text([label], { ...text, ...constant(place) }));
  }
  if (x !== undefined) {
    marks.push(Plot.ruleX([x], line));
    const place = { x, y: up.at(-1)!, dx: 5, dy: 8 + row * LINE, textAnchor: 'start' as const };
    marks.push(Plot.text([label], { ...text, ...constant(place) }));
  }
  return marks;
}

/** Whether a number lies in a domain; all do where none is set. */
function isWithin(domain: readonly [number, number] | undefined, value: number): boolean {
  return domain === undefined || (value >= domain[0] && value <= domain[1]);
}

/** A position as channels of one value each. */
function constant<Place extends { x: number; y: number }>({ x, y, ...rest }: Place) {
  return { x: [x], y: [y], ...rest };
}
