import { contours as marchingSquares } from 'd3-contour';
import type { Contours } from '../messages.ts';
import type { PlaneGrid } from '../plane.ts';

/** Lines of a picture. */
const LEVELS = 16;
/** In place of infinity, which no line can be drawn at. */
const HUGE = 1e300;

/**
 * Contours at quantiles of the grid's values, as in the figures of reports: as many points lie between two lines
 * everywhere, so that a flat valley beside steep walls is seen too.
 */
export function contoursOf({ size, reach, values }: PlaneGrid): Contours {
  const finite = Array.from(values, (value) =>
    Number.isNaN(value) ? HUGE : Math.max(-HUGE, Math.min(HUGE, value)),
  );
  const sorted = finite.toSorted((a, b) => a - b);
  const quantile = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!;
  const thresholds = new Set(Array.from({ length: LEVELS }, (_, i) => quantile((i + 0.5) / LEVELS)));
  // d3 takes values for those in the middle of a cell of side 1, the first cell from 0 to 1.
  const place = (coordinate: number) => reach * ((2 * (coordinate - 0.5)) / (size - 1) - 1);
  const levels = marchingSquares()
    .size([size, size])
    .thresholds([...thresholds])(finite)
    .map(({ value, coordinates }) => ({
      level: value,
      rings: coordinates.flat().map((ring) => Float32Array.from(ring.flat(), place)),
    }));
  return { reach, levels, range: [sorted[0]!, sorted.at(-1)!] };
}
