import { type Bar, barChart } from '../../figures/bars.ts';
import { contourChart } from '../../figures/contours.ts';
import type { Figure } from '../../figures/figure.ts';
import { lineChart } from '../../figures/lines.ts';
import { spectrumChart } from '../../figures/spectrum.ts';
import type { PointInspection } from '../../inspection/point/inspect-point.ts';
import {
  type GradientSection,
  gradientSection,
  planeSection,
  project,
  rectangleAround,
} from '../../inspection/point/sections.ts';
import type { PointOfRun } from './open-point.ts';

/** The figures of an inspection by file name, without extension, and notes on those that there are not. */
export interface InspectionFigures {
  readonly figures: ReadonlyMap<string, Figure>;
  readonly notes: readonly string[];
}

/** Draws what can be drawn of a point. */
export function drawFigures(title: string, point: PointOfRun, found: PointInspection): InspectionFigures {
  const figures = new Map<string, Figure>();
  const notes: string[] = [];
  const add = (name: string, figure: Figure | string) => {
    if (typeof figure === 'string') notes.push(figure);
    else figures.set(name, figure);
  };
  add('spectrum', spectrumFigure(title, found));
  add('blocks', blocksFigure(title, found));
  add('gradient', gradientFigure(title, point, found));
  add('plane', planeFigure(title, point, found));
  return { figures, notes };
}

function spectrumFigure(subtitle: string, { ends, spectrum }: PointInspection): Figure | string {
  const { full, density } = spectrum;
  const isFull = full.eigenvalues.length > 0;
  if (ends.top.length === 0) return 'no spectrum figure: the Hessian is not finite';
  const known = isFull
    ? full.eigenvalues
    : [...ends.top, ...(ends.smallest ? [ends.smallest] : [])].map(({ value }) => value);
  const { grid, density: heights, bandwidth } = density;
  return spectrumChart({
    title: 'Eigenvalues of the Hessian',
    subtitle,
    eigenvalues: known,
    isFull,
    curves: grid.length === 0 ? [] : [{ name: 'density (Lanczos)', eigenvalues: grid, density: heights }],
    note: `Density by stochastic Lanczos quadrature, smoothed with a Gaussian of standard deviation ${short(bandwidth)}.${isFull ? '' : ' Ticks: the eigenvalues that are known.'}`,
  });
}

/** Ratio of the largest to the smallest bar from which the axis is logarithmic. */
const WIDE = 30;
/** Eigenvalues of a block below this share of λmax are rounding. */
const ZERO = 1e-12;

function blocksFigure(subtitle: string, { blocks, ends }: PointInspection): Figure {
  const whole = ends.top[0]?.value ?? Number.NaN;
  // As the biases that batch norm takes away again have it.
  const clean = (value: number) => (Math.abs(value) <= ZERO * Math.abs(whole) ? 0 : value);
  const bars: Bar[] = blocks.map(({ layer, parameter, value }) => ({
    name: `${layer} ${parameter}`,
    value: clean(value),
    group: parameter === 'all' ? 'whole layers' : 'single tensors',
  }));
  bars.push({ name: 'whole network', value: whole, group: 'whole network' });
  const values = bars.map(({ value }) => value).filter((value) => value > 0);
  const isWide = Math.max(...values) > WIDE * Math.min(...values);
  const isEmpty = isWide && values.length < bars.length;
  return barChart({
    title: 'Largest eigenvalue of each diagonal block',
    subtitle,
    x: { label: 'λmax of the block', scale: isWide ? 'log' : 'linear' },
    bars,
    note: `None exceeds λmax of the whole network; what that has beyond them is curvature between blocks.${isEmpty ? ' Empty lines: zero up to rounding, or negative.' : ''}`,
  });
}

/** Points of the section from one dot of the figure to the next. */
const DOT_EVERY = 2;
/** A learning rate of more than this many best steps is left outside, or the figure would show little of the loss. */
const FAR = 12;

function gradientFigure(
  subtitle: string,
  { state, session }: PointOfRun,
  found: PointInspection,
): Figure | string {
  const { gradient, gradientModel, loss } = found;
  const { bestStep, note } = gradientModel;
  if (note === 'zero-gradient' || note === 'non-finite' || !Number.isFinite(loss)) {
    return `no figure of the loss along the gradient: ${note || 'the loss is not finite'}`;
  }
  const { learningRate } = state;
  const isInside = bestStep === null || learningRate < FAR * bestStep;
  const reach = 2.3 * (isInside ? Math.max(bestStep ?? 0, learningRate) : bestStep);
  const section = gradientSection(session.curvature, state.parameters, gradient, gradientModel, reach);
  const references = [
    ...(isInside ? [{ x: learningRate, label: 'η' }] : []),
    ...(bestStep === null ? [] : [{ x: bestStep, label: 'ε*' }]),
  ];
  return lineChart({
    title: 'Loss along the gradient, with its Taylor parabola',
    subtitle,
    x: { label: 'step ε against the gradient' },
    y: { label: 'loss', domain: lossDomain(section) },
    series: [
      { name: 'second-order expansion', points: pointsOf(section, section.parabola) },
      // Dots, since the two often coincide.
      {
        name: 'loss',
        points: pointsOf(section, section.losses).filter((__, i) => i % DOT_EVERY === 0),
        dots: true,
      },
    ],
    references,
    note:
      bestStep === null
        ? `The curvature along the gradient is not positive: the expansion falls without end, no step is the best. η = ${short(learningRate)} is the run's learning rate.`
        : `Best step ε* = gᵀg/gᵀHg = ${short(bestStep)}; the run's learning rate η = ${short(learningRate)}${isInside ? '' : ', outside the figure'}.`,
  });
}

/** From the lowest to the highest loss; the parabola may leave it above. */
function lossDomain({ losses, parabola }: GradientSection): [number, number] {
  const finite = losses.filter(Number.isFinite);
  const top = Math.max(...finite);
  const low = Math.min(...finite, ...parabola.filter((value) => Number.isFinite(value) && value < top));
  const margin = 0.06 * (top - low || Math.abs(top) || 1);
  return [low - margin, top + margin];
}

function pointsOf({ steps }: GradientSection, values: Float64Array) {
  return Array.from(steps, (x, i) => ({ x, y: values[i]! }));
}

/** Grid points along a side of the plane, by the numbers that one loss goes through (parameters times rows). */
const SIZES = [
  { most: 2e6, size: 65 },
  { most: 1e7, size: 49 },
  { most: 1e8, size: 31 },
  { most: Number.POSITIVE_INFINITY, size: 21 },
] as const;

function planeFigure(subtitle: string, point: PointOfRun, found: PointInspection): Figure | string {
  const { state, session, path, pathEvery } = point;
  const [first, second] = found.ends.top;
  if (!first || !second || !Number.isFinite(found.loss)) {
    return `no figure of the plane: ${first ? 'there is no second eigenvector' : 'the Hessian is not finite'}`;
  }
  const directions = [first.vector, second.vector] as const;
  const way = path.map(({ parameters }) => project(parameters, state.parameters, directions));
  // Where the second-order term alone adds a quarter of the loss.
  const reach = ({ value }: { value: number }) =>
    Math.sqrt(found.loss / 2 / Math.max(Math.abs(value), 1e-12));
  const rectangle = rectangleAround(way, [reach(first), reach(second)]);
  const work = found.dimension * session.curvatureRows.part.inputs.rows;
  const { size } = SIZES.find(({ most }) => work <= most)!;
  const grid = planeSection(session.curvature, state.parameters, directions, rectangle, size);
  const thinned = pathEvery > 1 ? `, a point every ${pathEvery} epochs` : '';
  const told = `Path of the run from epoch 0 (ring) to ${point.epoch} (dot)${thinned}, projected: off the plane its loss is another.`;
  return contourChart({
    title: 'Loss in the plane of the top two eigenvectors',
    subtitle,
    x: { label: `along v₁, λ₁ = ${short(first.value)}` },
    y: { label: `along v₂, λ₂ = ${short(second.value)}` },
    quantity: 'loss',
    grid,
    paths: [{ name: 'path of the run', points: way }],
    note: told,
  });
}

const short = (value: number) => String(Number(value.toPrecision(3)));
