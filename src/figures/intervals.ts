import * as Plot from '@observablehq/plot';
import { type Axis, isDrawable, scaleOptions } from './axis.ts';
import { DEFAULT_WIDTH, drawFigure, type Figure, type FigureFrame } from './figure.ts';
import { PALETTE } from './palette.ts';
import { FONT_SIZE, HALO, LINE, textWidth, wrap } from './text.ts';

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
/** Names that take more than this share of the width stand above their intervals, and leave these the whole width. */
const MOST_BESIDE = 0.42;
const MARGIN = 24;
const NEARER = 5;

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
  const names = estimates.map(({ name }) => name);
  const longest = Math.max(0, ...names.map((name) => textWidth(name, FONT_SIZE)));
  const isAbove = longest > MOST_BESIDE * width;
  const lines = isAbove ? names.map((name) => wrap(name, width - 2 * MARGIN, FONT_SIZE)) : [];
  /** Height of the names above. */
  const above = LINE * Math.max(0, ...lines.map(({ length }) => length));
  /** How far an interval lies below the middle of its line: nearer to its own name than to the next. */
  const lift = isAbove ? NEARER : 0;
  const dy = above / 2 - lift;
  const color = PALETTE[0];
  const marks: Plot.Markish[] = [];
  for (const line of references) {
    const dashed = { stroke: 'currentColor', strokeDasharray: '4 3' };
    // Beside the intervals alone where names stand above them, so that it runs through none.
    const beside = { y: (name: string) => name, x: () => line.x, insetTop: above, insetBottom: 0 };
    marks.push(isAbove ? Plot.tickX(names, { ...beside, ...dashed }) : Plot.ruleX([line.x], dashed));
    const text = { x: [line.x], frameAnchor: 'top' as const, dy: -12, fill: 'currentColor' };
    marks.push(Plot.text([line.label], text));
  }
  marks.push(
    Plot.tickX(ticks, {
      y: 'name',
      x: 'value',
      stroke: color,
      strokeOpacity: 0.45,
      insetTop: 5 + lift + 2 * dy,
      insetBottom: 5 + lift,
    }),
    Plot.ruleY(drawn, { y: 'name', x1: 'low', x2: 'high', stroke: color, strokeWidth: 2.5, dy }),
    Plot.dot(drawn, { y: 'name', x: 'value', fill: color, r: 5, dy }),
  );
  if (isAbove) {
    marks.push(
      Plot.text(names, {
        y: names,
        text: lines.map((line) => line.join('\n')),
        frameAnchor: 'left',
        textAnchor: 'start',
        dy: -LINE_HEIGHT / 2,
        lineHeight: LINE / FONT_SIZE,
        fill: 'currentColor',
        stroke: HALO,
        strokeWidth: 4,
      }),
    );
  }
  return drawFigure({ ...chart, height: (LINE_HEIGHT + above) * estimates.length + 76 }, {
    marginLeft: isAbove ? MARGIN : longest + 16,
    x: scaleOptions(x, values, 'x'),
    y: { domain: names, ...(isAbove ? { axis: null } : { label: null, tickSize: 0 }) },
    marks,
  } as Plot.PlotOptions);
}
