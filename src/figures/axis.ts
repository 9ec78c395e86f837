import * as Plot from '@observablehq/plot';

/** What an axis shows. */
export interface Axis {
  /** Name of the quantity, as `train loss`. */
  readonly label: string;
  /** Unit in brackets behind the name; none for counts, texts and ratios. */
  readonly unit?: string;
  /** Default linear. On a logarithmic axis points that are not positive are left out, and the figure says how many. */
  readonly scale?: 'linear' | 'log';
  /** [from, to]; default the range of the data. */
  readonly domain?: readonly [number, number];
}

/** The name of an axis with its unit: `temperature (°C)`. */
export function axisTitle({ label, unit }: Axis): string {
  return unit ? `${label} (${unit})` : label;
}

/** Whether a value can be drawn on the axis. */
export function isDrawable({ scale }: Axis, value: number): boolean {
  return Number.isFinite(value) && (scale !== 'log' || value > 0);
}

/** The axis as Observable Plot's scale options, for the values that will be drawn. */
export function scaleOptions(axis: Axis, values: Iterable<number>, anchor: 'x' | 'y') {
  const title = axisTitle(axis);
  const domain = axis.domain ?? extent(values, axis.scale === 'log');
  return {
    type: axis.scale ?? 'linear',
    domain: [...domain],
    label: anchor === 'x' ? `${title} →` : `↑ ${title}`,
    labelAnchor: anchor === 'x' ? ('right' as const) : ('top' as const),
    labelArrow: 'none' as const,
    ...(axis.scale === 'log' ? { ticks: decadeTicks(domain) } : { ticks: 5 }),
    tickFormat: formatTick,
    grid: true,
    ...(axis.domain === undefined && axis.scale !== 'log' ? { nice: true } : {}),
  };
}

/** What `scaleOptions` gives for a logarithmic axis. */
interface LogScale {
  readonly type: 'log';
  readonly ticks: readonly number[];
  readonly label: string;
}

/**
 * The axes of logarithmic scales as marks of their own: the axis that Plot draws by itself leaves out the labels of
 * some ticks, by the rule of d3's logarithmic scale, where we have chosen the ticks so that all can be labelled.
 */
export function logAxes({ x, y }: Plot.PlotOptions): Plot.Markish[] {
  const text = (tick: number) => formatTick(tick);
  const marks: Plot.Markish[] = [];
  if (isLog(x)) marks.push(Plot.axisX(x.ticks, { text, label: x.label, labelArrow: 'none' }));
  if (isLog(y)) marks.push(Plot.axisY(y.ticks, { text, label: y.label, labelArrow: 'none' }));
  return marks;
}

function isLog(scale: unknown): scale is LogScale {
  return (scale as { type?: unknown } | undefined)?.type === 'log';
}

/** Share of a logarithmic axis that is left free on either side, so that nothing lies on the frame. */
const MARGIN = 0.03;

/**
 * The range of values; one that is empty or a point is widened, so that a scale has a length. Linear axes are rounded
 * outwards by `nice`.
 */
function extent(values: Iterable<number>, isLog: boolean): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return isLog ? [0.1, 10] : [0, 1];
  if (isLog && low < high) {
    const free = (high / low) ** MARGIN;
    return [low / free, high * free];
  }
  if (low < high) return [low, high];
  if (isLog) return [low / 2, high * 2];
  const half = low === 0 ? 1 : Math.abs(low) / 2;
  return [low - half, high + half];
}

/** Powers of ten inside a range, thinned to at most seven; 1, 2 and 5 times them where there are fewer than three. */
function decadeTicks([low, high]: readonly [number, number]): number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const step = Math.max(1, Math.ceil((last - first + 1) / 7));
  const decades: number[] = [];
  for (let power = first; power <= last; power += step) decades.push(10 ** power);
  if (decades.length >= 3) return decades;
  const finer: number[] = [];
  for (let power = first - 1; power <= last; power++) {
    for (const digit of [1, 2, 5]) finer.push(digit * 10 ** power);
  }
  return finer.filter((tick) => tick >= low && tick <= high);
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A tick's number: `0.25`, `1500`, `10⁻⁶`. */
export function formatTick(value: number): string {
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  const short = Number(value.toPrecision(4));
  if (magnitude >= 0.01 && magnitude < 10_000) return String(short).replace('-', '−');
  const power = Math.floor(Math.log10(magnitude) + 1e-9);
  const digits = Number((magnitude / 10 ** power).toPrecision(3));
  const exponent = [...String(Math.abs(power))].map((digit) => SUPERSCRIPTS[Number(digit)]).join('');
  const mantissa = digits === 1 ? '' : `${digits}·`;
  return `${value < 0 ? '−' : ''}${mantissa}10${power < 0 ? '⁻' : ''}${exponent}`;
}
