import * as Plot from '@observablehq/plot';
import { type Axis, scaleOptions } from './axis.ts';
import { drawFigure, type Figure, type FigureFrame } from './figure.ts';
import type { LegendEntry } from './legend.ts';
import { PALETTE } from './palette.ts';

/** A density with its support. */
export interface DensityCurve {
  readonly name: string;
  readonly eigenvalues: ArrayLike<number>;
  readonly density: ArrayLike<number>;
}

/** Eigenvalues as ticks, their histogram where all are known, and estimated densities over them. */
export interface SpectrumChart extends FigureFrame {
  /** All eigenvalues, or those that are known. */
  readonly eigenvalues: ArrayLike<number>;
  /** Whether these are all of them, so that a histogram says something. */
  readonly isFull: boolean;
  readonly curves?: readonly DensityCurve[];
}

/** Densities below this share of the largest one are not drawn: they would stretch the axis to no purpose. */
const FLOOR = 1e-5;
/** Height of the ticks at the bottom edge, as a factor on the axis. */
const RUG = 1.8;
/** Beyond so many eigenvalues only the extreme ones get a tick. */
const MOST_TICKS = 400;

/**
 * Draws a spectrum on a logarithmic density axis: a bulk of thousands of eigenvalues near zero and a single outlier
 * both show.
 */
export function spectrumChart(chart: SpectrumChart): Figure {
  const { curves = [], isFull } = chart;
  const eigenvalues = Array.from(chart.eigenvalues).filter(Number.isFinite);
  const drawn = curves.map(({ name, ...curve }) => ({ name, points: pointsOf(curve) }));
  const bars = isFull ? histogram(eigenvalues) : [];
  const heights = [
    ...bars.map(({ height }) => height),
    ...drawn.flatMap(({ points }) => points.map((p) => p.y)),
  ];
  const lowest = Math.max(
    FLOOR * Math.max(0, ...heights),
    Math.min(...heights.filter((height) => height > 0)),
  );
  const floor = Number.isFinite(lowest) && lowest > 0 ? 10 ** Math.floor(Math.log10(lowest)) : 0.1;
  const across = [...eigenvalues, ...drawn.flatMap(({ points }) => points.map((p) => p.x))];
  const x: Axis = { label: 'eigenvalue' };
  const y: Axis = { label: 'density', scale: 'log', domain: [floor, Math.max(10 * floor, ...heights) * 1.5] };
  const legend: LegendEntry[] = [];
  const marks: Plot.Markish[] = [];
  if (bars.length > 0) {
    const color = PALETTE[4];
    const seen = bars.filter(({ height }) => height > 0);
    marks.push(
      Plot.rect(seen, { x1: 'from', x2: 'to', y1: floor, y2: 'height', fill: color, fillOpacity: 0.6 }),
    );
    legend.push({ name: `all ${eigenvalues.length} eigenvalues`, color, dash: '', sign: 'area' });
  }
  drawn.forEach(({ name, points }, index) => {
    const color = PALETTE[(index + 1) % PALETTE.length]!;
    const isSeen = points.some((point) => point.y >= floor);
    // A curve that dips below the floor is cut there, not bridged.
    marks.push(
      Plot.line(points, {
        x: 'x',
        y: (p) => (p.y >= floor ? p.y : Number.NaN),
        stroke: color,
        strokeWidth: 2,
      }),
    );
    if (isSeen) legend.push({ name, color, dash: '', sign: 'line' });
  });
  const extremes = [Math.min(...eigenvalues), Math.max(...eigenvalues)].filter(Number.isFinite);
  const rug = { stroke: 'currentColor', strokeOpacity: 0.6, y1: floor, y2: floor * RUG };
  marks.push(Plot.ruleX(eigenvalues.length > MOST_TICKS ? extremes : eigenvalues, rug));
  return drawFigure(
    chart,
    { x: scaleOptions(x, across, 'x'), y: scaleOptions(y, [], 'y'), marks } as Plot.PlotOptions,
    legend,
  );
}

function pointsOf({ eigenvalues, density }: Omit<DensityCurve, 'name'>): { x: number; y: number }[] {
  return Array.from(eigenvalues, (x, i) => ({ x, y: density[i]! }));
}

/** Counts in equal bins, as a density: the bars' area is one. */
function histogram(eigenvalues: readonly number[]): { from: number; to: number; height: number }[] {
  if (eigenvalues.length === 0) return [];
  const [low, high] = [Math.min(...eigenvalues), Math.max(...eigenvalues)];
  const bins = high > low ? 80 : 1;
  const width = high > low ? (high - low) / bins : Math.abs(low) / 10 || 1;
  const counts = new Array<number>(bins).fill(0);
  for (const value of eigenvalues) counts[Math.min(bins - 1, Math.floor((value - low) / width))]!++;
  return counts.map((count, i) => ({
    from: low + i * width,
    to: low + (i + 1) * width,
    height: count / (eigenvalues.length * width),
  }));
}
