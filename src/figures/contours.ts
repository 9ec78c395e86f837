import * as Plot from '@observablehq/plot';
import { type Axis, axisTitle, formatTick } from './axis.ts';
import { drawFigure, type Figure, type FigureFrame } from './figure.ts';
import type { LegendEntry } from './legend.ts';
import { PALETTE } from './palette.ts';
import { HALO } from './text.ts';

/** A function's values on a grid, row by row from the bottom: values[row·columns + column]. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  /** [rows·columns]. */
  readonly values: ArrayLike<number>;
  /** Coordinates of the outermost columns and rows. */
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** A line through the plane, such as the path of a run; its start is a ring, its end a dot. */
export interface PlanePath {
  readonly name: string;
  readonly points: readonly (readonly [number, number])[];
}

/** An arrow, such as an eigenvector. */
export interface PlaneArrow {
  readonly label: string;
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

/** Contour lines of a function of two variables, with paths and arrows. */
export interface ContourChart extends FigureFrame {
  readonly x: Axis;
  readonly y: Axis;
  /** Name of the quantity that the lines are of. */
  readonly quantity: string;
  readonly grid: Grid;
  /** Number of contour levels, between quantiles of the values; default 14. */
  readonly levels?: number;
  readonly paths?: readonly PlanePath[];
  readonly arrows?: readonly PlaneArrow[];
}

/** By how much the margins of a figure are wider than high: without them the plane is square, and right angles look it. */
const MARGINS = 6;

/** A path of more points than this is drawn thin: long ones cross themselves. */
const MANY = 60;

/**
 * Draws contours at quantiles of the grid's values: as many cells lie between two lines everywhere, so that a flat
 * valley beside steep walls is seen too. Shading goes from low (light) to high (dark).
 */
export function contourChart(chart: ContourChart): Figure {
  const { x, y, grid, quantity, levels = 14, paths = [], arrows = [], width = 480 } = chart;
  const finite = Array.from(grid.values)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const quantile = (share: number) => finite[Math.floor(share * (finite.length - 1))]!;
  const thresholds =
    finite.length === 0
      ? []
      : [...new Set(Array.from({ length: levels }, (_, i) => quantile((i + 0.5) / levels)))];
  // Plot takes values for those in the middle of a cell: the cells reach half a step beyond the grid.
  const [x1, x2] = cells(grid.x, grid.columns);
  const [y1, y2] = cells(grid.y, grid.rows);
  const raster = { width: grid.columns, height: grid.rows, x1, x2, y1, y2 };
  const marks: Plot.Markish[] = [
    Plot.contour(Array.from(grid.values), {
      ...raster,
      thresholds,
      fill: 'currentColor',
      fillOpacity: 0.04,
      stroke: 'currentColor',
      strokeOpacity: 0.45,
      strokeWidth: 0.8,
    }),
  ];
  const legend: LegendEntry[] = [];
  paths.forEach(({ name, points }, index) => {
    const color = PALETTE[(index + 1) % PALETTE.length]!;
    const strokeWidth = points.length > MANY ? 1 : 1.8;
    marks.push(Plot.line(points, { stroke: HALO, strokeWidth: strokeWidth + 2 }));
    marks.push(Plot.line(points, { stroke: color, strokeWidth }));
    marks.push(Plot.dot(points.slice(0, 1), { r: 4.5, stroke: color, strokeWidth: 2 }));
    marks.push(Plot.dot(points.slice(-1), { r: 4.5, fill: color }));
    legend.push({ name, color, dash: '', sign: 'line' });
  });
  for (const { label, from, to } of arrows) {
    const color = PALETTE[0];
    const ends = { x1: [from[0]], y1: [from[1]], x2: [to[0]], y2: [to[1]] };
    // Plot takes the head's length in stroke widths: the halo's is to be as long as the arrow's.
    const [thin, thick, head] = [2.2, 4.6, 18];
    for (const [stroke, strokeWidth] of [
      [HALO, thick],
      [color, thin],
    ] as const) {
      marks.push(Plot.arrow([label], { ...ends, stroke, strokeWidth, headLength: head / strokeWidth }));
    }
    const place = { x: [to[0]], y: [to[1]], dx: 8, dy: -8, textAnchor: 'start' as const };
    marks.push(Plot.text([label], { ...place, fill: 'currentColor', stroke: HALO, strokeWidth: 3.5 }));
  }
  const span = finite.length === 0 ? '' : ` from ${formatTick(finite[0]!)} to ${formatTick(finite.at(-1)!)}`;
  const told = `Lines: ${thresholds.length} levels of the ${quantity}${span}, at quantiles of the plane.`;
  return drawFigure(
    {
      ...chart,
      width,
      height: chart.height ?? width - MARGINS,
      note: [chart.note, told].filter(Boolean).join(' '),
    },
    {
      x: { ...axisOptions(x), domain: [...grid.x] },
      y: { ...axisOptions(y), label: `↑ ${axisTitle(y)}`, domain: [...grid.y] },
      clip: true,
      marks,
    } as Plot.PlotOptions,
    legend,
  );
}

function cells([from, to]: readonly [number, number], count: number): [number, number] {
  const half = (to - from) / (count - 1) / 2;
  return [from - half, to + half];
}

function axisOptions(axis: Axis) {
  return {
    label: `${axisTitle(axis)} →`,
    labelArrow: 'none' as const,
    ticks: 5,
    tickFormat: formatTick,
  };
}
