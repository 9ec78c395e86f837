import type { LinePoint } from '../../figures/lines.ts';

/** Stretches into which a long line is cut: a stretch is three of a figure's pixels or so wide. */
const STRETCHES = 120;

/**
 * Fewer points of a long line, so that a page of many runs stays small: of each stretch of neighbouring points the
 * lowest and the highest in their order, with the bounds of the whole stretch as their band. No peak is lost. Up to two
 * points a stretch the line stays as it is.
 */
export function thinPoints(points: readonly LinePoint[], stretches = STRETCHES): readonly LinePoint[] {
  if (points.length <= 2 * stretches) return points;
  const size = points.length / stretches;
  return Array.from({ length: stretches }, (_, i) =>
    extremes(points.slice(Math.floor(i * size), Math.floor((i + 1) * size))),
  ).flat();
}

function extremes(stretch: readonly LinePoint[]): LinePoint[] {
  let [lowest, highest] = [0, 0];
  stretch.forEach(({ y }, i) => {
    if (y < stretch[lowest]!.y) lowest = i;
    if (y > stretch[highest]!.y) highest = i;
  });
  const banded = stretch.filter(({ low, high }) => low !== undefined && high !== undefined);
  const band =
    banded.length === 0
      ? {}
      : {
          low: Math.min(...banded.map(({ low }) => low!)),
          high: Math.max(...banded.map(({ high }) => high!)),
        };
  const kept = [...new Set([lowest, highest])].sort((a, b) => a - b);
  return kept.map((i) => ({ x: stretch[i]!.x, y: stretch[i]!.y, ...band }));
}
