import { median } from 'simple-statistics';
import type { LinePoint } from '../figures/lines.ts';

/**
 * The median over runs at each epoch, with the smallest and the largest as a band.
 *
 * @param curves one a run; where one has ended, the others go on without it
 */
export function medianBand(curves: readonly (readonly number[])[]): LinePoint[] {
  const length = Math.max(0, ...curves.map((curve) => curve.length));
  return Array.from({ length }, (_, x) => {
    const values = curves.flatMap((curve) => curve[x] ?? []).filter(Number.isFinite);
    return values.length === 0 ? { x, y: Number.NaN } : { x, ...spread(values) };
  });
}

/** Median, smallest and largest of at least one number, as a point of a line has them. */
export function spread(values: readonly number[]): Omit<LinePoint, 'x'> {
  return { y: median([...values]), low: Math.min(...values), high: Math.max(...values) };
}
