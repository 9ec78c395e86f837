import * as Plot from '@observablehq/plot';
import { type Axis, isDrawable, scaleOptions } from './axis.ts';
import { DEFAULT_WIDTH, drawFigure, type Figure, type FigureFrame } from './figure.ts';
import { PALETTE } from './palette.ts';
import { FONT_SIZE, textWidth } from './text.ts';

/** A bar with its name. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  /** Bars of one group share a colour; the legend tells it. */
  readonly group?: string;
}

/** Horizontal bars, one a line, in the order given. */
export interface BarChart extends FigureFrame {
  /** On a linear axis bars start at zero; on a logarithmic one, which has no zero, at the left edge. */
  readonly x: Axis;
  readonly bars: readonly Bar[];
}

const BAR_HEIGHT = 20;

/** Draws a bar chart as high as its bars need. Values that the axis cannot show keep their line, which stays empty. */
export function barChart(chart: BarChart): Figure {
  const { x, bars, width = DEFAULT_WIDTH } = chart;
  const groups = [...new Set(bars.map(({ group }) => group ?? ''))];
  const color = (group = '') => PALETTE[groups.indexOf(group) % PALETTE.length]!;
  const shown = bars.filter(({ value }) => isDrawable(x, value));
  const values = shown.map(({ value }) => value);
  const scale = scaleOptions(x, x.scale === 'log' ? values : [0, ...values], 'x');
  const base = x.scale === 'log' ? logFloor(values) : 0;
  const domain = x.scale === 'log' ? [base, Math.max(base * 10, ...values)] : scale.domain;
  const longest = Math.max(0, ...bars.map(({ name }) => textWidth(name, FONT_SIZE)));
  const marks: Plot.Markish[] = [
    Plot.barX(shown, {
      y: 'name',
      x1: base,
      x2: 'value',
      fill: ({ group }: Bar) => color(group),
      insetTop: 2,
      insetBottom: 2,
    }),
  ];
  const legend = groups.filter(Boolean).map((group) => {
    return { name: group, color: color(group), dash: '', sign: 'area' as const };
  });
  return drawFigure(
    { ...chart, height: BAR_HEIGHT * bars.length + 60 },
    {
      marginLeft: Math.min(longest + 16, width / 2),
      marginTop: 12,
      x: { ...scale, domain },
      y: { domain: bars.map(({ name }) => name), label: null, tickSize: 0 },
      color: { type: 'identity' },
      marks,
    },
    legend.length > 1 ? legend : [],
  );
}

/** The power of ten at or below a third of the smallest value, so that its bar can be seen. */
function logFloor(values: readonly number[]): number {
  return values.length === 0 ? 1 : 10 ** Math.floor(Math.log10(Math.min(...values) / 3));
}
