import * as Plot from '@observablehq/plot';
import { type Axis, formatTick, scaleOptions } from './axis.ts';
import { drawFigure, type Figure, type FigureFrame } from './figure.ts';

/** Values over a plane of columns and rows, as colours. */
export interface HeatMapChart extends FigureFrame {
  readonly x: Axis;
  readonly y: Axis;
  /** [columns], ascending: where each column stands; it reaches half-way to its neighbours. */
  readonly columns: ArrayLike<number>;
  /** Of y at the lower edge of the first row and the upper edge of the last one. */
  readonly low: number;
  readonly high: number;
  /** [columns·rows], column by column from the lower edge; NaN is left blank. */
  readonly values: ArrayLike<number>;
  readonly rows: number;
  /** What the colours tell, for the note: `log₁₀ of the density`. */
  readonly quantity: string;
  /** Values below the largest less this have the colour of that bound; default Infinity. */
  readonly span?: number;
}

/** Colours that are told apart: neighbours of one colour are one rectangle. */
const SHADES = 40;

interface Cell {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  y2: number;
  readonly value: number;
}

/**
 * Draws values as colours of Viridis (van der Walt and Smith 2015), which is even in brightness and told apart with every
 * kind of colour vision: yellow is high.
 */
export function heatMapChart(chart: HeatMapChart): Figure {
  const { x, y, low, high, quantity, span = Number.POSITIVE_INFINITY } = chart;
  const finite = Array.from(chart.values).filter(Number.isFinite);
  const top = finite.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const bottom = Math.max(
    finite.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    top - span,
  );
  const cells = cellsOf(chart, bottom, top);
  const across = cells.flatMap(({ x1, x2 }) => [x1, x2]);
  const told =
    finite.length === 0
      ? 'Nothing was measured.'
      : `Colours: ${quantity}, from ${formatTick(bottom)} (dark${Number.isFinite(span) ? ', and below' : ''}) to ${formatTick(top)} (bright).`;
  return drawFigure(
    { ...chart, note: chart.note ? `${told} ${chart.note}` : told },
    {
      x: scaleOptions(x, across, 'x'),
      y: scaleOptions({ ...y, domain: [low, high] }, [low, high], 'y'),
      color: { type: 'linear', scheme: 'viridis', domain: bottom < top ? [bottom, top] : [bottom - 1, top] },
      marks: [
        Plot.rect(cells, {
          ...{ x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', fill: 'value', inset: 0 },
          // Without it thin lines of the paper show between neighbours.
          shapeRendering: 'crispEdges',
        }),
      ],
    },
  );
}

function cellsOf({ columns, rows, values, low, high }: HeatMapChart, bottom: number, top: number): Cell[] {
  const cells: Cell[] = [];
  const shadeOf = (value: number) => {
    const share = top > bottom ? Math.min(1, Math.max(0, (value - bottom) / (top - bottom))) : 1;
    return bottom + (Math.round(share * SHADES) / SHADES) * (top - bottom);
  };
  const edge = (row: number) => low + ((high - low) * row) / rows;
  for (let i = 0; i < columns.length; i++) {
    const [before, at, after] = [columns[i - 1], columns[i]!, columns[i + 1]];
    const half = ((after ?? at + 1) - at) / 2;
    const x1 = before === undefined ? at - (after === undefined ? 0.5 : half) : (before + at) / 2;
    const x2 = after === undefined ? at + (before === undefined ? 0.5 : (at - before) / 2) : at + half;
    const first = cells.length;
    for (let row = 0; row < rows; row++) {
      const value = values[i * rows + row]!;
      if (!Number.isFinite(value)) continue;
      const [shade, y1, y2] = [shadeOf(value), edge(row), edge(row + 1)];
      const below = cells.length > first ? cells.at(-1)! : null;
      if (below?.value === shade && below.y2 === y1) below.y2 = y2;
      else cells.push({ x1, x2, y1, y2, value: shade });
    }
  }
  return cells;
}
