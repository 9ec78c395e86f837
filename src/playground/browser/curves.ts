import { shown } from '../describe.ts';
import { fitCanvas, readTheme } from './theme.ts';

/** What is remembered of a step, to be drawn over the steps. */
export interface Moment {
  readonly step: number;
  readonly lambdaMax: number;
  readonly loss: number;
}

const FONT = '12px system-ui, "DejaVu Sans", sans-serif';
const MARGIN = { left: 52, right: 10, top: 8, bottom: 20 };

/** λmax over the steps, with the limit as a dashed line. */
export function drawSharpness(canvas: HTMLCanvasElement, moments: readonly Moment[], limit: number): void {
  const values = moments.map(({ lambdaMax }) => lambdaMax);
  const high = 1.15 * Math.max(limit, ...values.filter(Number.isFinite));
  const low = Math.min(0, ...values.filter(Number.isFinite));
  drawCurve(canvas, moments, values, [low, high], limit, shown);
}

/** The loss over the steps, on a logarithmic axis where it is positive. */
export function drawLosses(canvas: HTMLCanvasElement, moments: readonly Moment[]): void {
  const losses = moments.map(({ loss }) => loss);
  const isPositive = losses.every((loss) => loss > 0);
  const values = isPositive ? losses.map(Math.log10) : losses;
  const finite = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const pad = Math.max(0.05 * (high - low), 0.01);
  const label = (value: number) => shown(isPositive ? 10 ** value : value);
  drawCurve(canvas, moments, values, [low - pad, high + pad], null, label);
}

function drawCurve(
  canvas: HTMLCanvasElement,
  moments: readonly Moment[],
  values: readonly number[],
  [low, high]: readonly [number, number],
  limit: number | null,
  label: (value: number) => string,
): void {
  const fitted = fitCanvas(canvas);
  if (fitted === null) return;
  const { context, width, height } = fitted;
  const theme = readTheme();
  context.clearRect(0, 0, width, height);
  if (moments.length === 0 || !(high > low)) return;
  const last = Math.max(1, moments.at(-1)!.step);
  const x = (step: number) => MARGIN.left + ((width - MARGIN.left - MARGIN.right) * step) / last;
  const y = (value: number) =>
    height - MARGIN.bottom - ((height - MARGIN.top - MARGIN.bottom) * (value - low)) / (high - low);
  context.font = FONT;
  context.fillStyle = theme.muted;
  context.strokeStyle = theme.muted;
  context.lineWidth = 1;
  context.strokeRect(
    MARGIN.left,
    MARGIN.top,
    width - MARGIN.left - MARGIN.right,
    height - MARGIN.top - MARGIN.bottom,
  );
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const share of [0.1, 0.9]) {
    const value = low + share * (high - low);
    context.fillText(label(value), MARGIN.left - 5, y(value));
  }
  context.textBaseline = 'bottom';
  context.fillText(`step ${last}`, width - MARGIN.right, height - 2);
  context.textAlign = 'left';
  context.fillText('0', MARGIN.left, height - 2);
  context.lineWidth = 2;
  if (limit !== null && Number.isFinite(limit)) {
    context.setLineDash([6, 4]);
    context.strokeStyle = theme.path;
    context.beginPath();
    context.moveTo(x(0), y(limit));
    context.lineTo(x(last), y(limit));
    context.stroke();
    context.setLineDash([]);
  }
  context.strokeStyle = theme.first;
  context.beginPath();
  values.forEach((value, i) => {
    if (Number.isFinite(value)) context.lineTo(x(moments[i]!.step), y(value));
  });
  context.stroke();
}
