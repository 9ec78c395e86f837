import type { SweepRange } from '../config/schema/sweep.ts';
import type { RandomStream } from '../numerics/random.ts';

/** The values of one axis: those of a list, or a range to space or to draw from. */
export type Axis = readonly unknown[] | SweepRange;

/** Significant digits of a computed value: enough for any axis, and names and logs stay short. The ends stay as written. */
const DIGITS = 6;

/** Whether an axis is a range. */
export function isRange(axis: Axis): axis is SweepRange {
  return !Array.isArray(axis);
}

/** What keeps a range from having values; null where nothing does. */
export function rangeProblem({ from, to, scale }: SweepRange): { problem: string; remedy: string } | null {
  if (!(from < to)) return { problem: 'its values do not go up', remedy: 'write from below to' };
  if (scale === 'log' && from <= 0) {
    return {
      problem: 'a logarithmic scale has no value at or below 0',
      remedy: 'write from above 0, or scale: linear',
    };
  }
  return null;
}

/**
 * The values of an axis of a grid, ascending where it is a range: spaced by equal differences or equal factors, both
 * ends among them, rounded to 6 significant digits or to integers; equal ones once.
 */
export function gridValues(axis: Axis): readonly unknown[] {
  if (!isRange(axis)) return axis;
  const { from, to, steps } = axis;
  const last = steps! - 1;
  const values = Array.from({ length: steps! }, (_, i) =>
    i === 0 ? from : i === last ? to : at(axis, i / last),
  );
  return [...new Set(axis.integer ? values.map(Math.round) : values)];
}

/** One value of an axis at random: each of a list as likely as the others, a range uniform on its scale. */
export function drawValue(axis: Axis, stream: RandomStream): unknown {
  if (!isRange(axis)) return axis[stream.integer(axis.length)];
  if (!axis.integer || axis.scale === 'log') return at(axis, stream.uniform());
  const [low, high] = [Math.ceil(axis.from), Math.floor(axis.to)];
  return low + stream.integer(high - low + 1);
}

/** The value at a share of the way, 0 to 1. */
function at({ from, to, scale, integer }: SweepRange, share: number): number {
  const value = scale === 'log' ? from * (to / from) ** share : from + (to - from) * share;
  return integer ? Math.round(value) : Number(value.toPrecision(DIGITS));
}
