import * as Plot from '@observablehq/plot';
import { type Axis, isDrawable, scaleOptions } from './axis.ts';
import { DEFAULT_WIDTH, drawFigure, type Figure, type FigureFrame } from './figure.ts';
import { PALETTE } from './palette.ts';
import { FONT_SIZE, textWidth } from './text.ts';

/** An estimate with its interval. */
export interface Estimate {
  readonly name: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Single observations behind it, drawn as small ticks. */
  readonly observations?: readonly number[];
}

/** Estimates below each other on one axis (a forest plot), with lines for no effect and for the margin. */
export interface IntervalChart extends FigureFrame {
  readonly x: Axis;
  readonly estimates: readonly Estimate[];
  readonly references?: readonly { readonly label: string; readonly x: number }[];
}

const LINE_HEIGHT = 26;

/** Draws a forest plot. */
export function intervalChart(chart: IntervalChart): Figure {
  const { x, estimates, references = [], width = DEFAULT_WIDTH } = chart;
  const ticks = estimates.flatMap(({ name, observations = [] }) =>
    observations.filter((value) => isDrawable(x, value)).map((value) => ({ name, value })),
  );
  const drawn = estimates.filter(({ value, low, high }) =>
    [value, low, high].every((at) => isDrawable(x, at)),
  );
  const values = [
    ...drawn.flatMap(({ value, low, high }) => [value, low, high]),
    ...ticks.map(({ value }) => value),
    ...references.map((line) => line.x).filter((value) => isDrawable(x, value)),
  ];
  const longest = Math.max(0, ...estimates.map(({ name }) => textWidth(name, FONT_SIZE)));
  const color = PALETTE[0];
  const marks: Plot.Markish[] = [];
  for (const line of references) {
    marks.push(Plot.ruleX([line.x], { stroke: 'currentColor', strokeDasharray: '4 3' }));
    const text = { x: [line.x], frameAnchor: 'top' as const, dy: -12, fill: 'currentColor' };
    marks.push(Plot.text([line.label], text));
  }
  marks.push(
    Plot.tickX(ticks, {
      y: 'name',
      x: 'value',
      stroke: color,
      strokeOpacity: 0.45,
      insetTop: 5,
      insetBottom: 5,
    }),
    Plot.ruleY(drawn, { y: 'name', x1: 'low', x2: 'high', stroke: color, strokeWidth: 2.5 }),
    Plot.dot(drawn, { y: 'name', x: 'value', fill: color, r: 5 }),
  );
  return drawFigure({ ...chart, height: LINE_HEIGHT * estimates.length + 76 }, {
    marginLeft: Math.min(longest + 16, width / 2),
    x: scaleOptions(x, values, 'x'),
    y: { domain: estimates.map(({ name }) => name), label: null, tickSize: 0 },
    marks,
  } as Plot.PlotOptions);
}
