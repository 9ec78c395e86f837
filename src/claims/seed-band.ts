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
    const values = curves
      .map((curve) => curve[x])
      .filter((value) => value !== undefined && Number.isFinite(value)) as number[];
    if (values.length === 0) return { x, y: Number.NaN };
    return { x, y: median(values), low: Math.min(...values), high: Math.max(...values) };
  });
}
