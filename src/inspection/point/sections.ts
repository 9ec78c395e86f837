import { axpy, dot } from '../../numerics/vector.ts';
import type { Objective } from '../../objectives/contract.ts';

/** A loss along steps against the gradient, with its expansion. */
export interface GradientSection {
  /** Step sizes ε, ascending; 0 is among them. */
  readonly steps: Float64Array;
  /** f(x − εg). */
  readonly losses: Float64Array;
  /** f(x) − ε·gᵀg + ½ε²·gᵀHg. */
  readonly parabola: Float64Array;
}

/** Intervals of a section along a line. */
const INTERVALS = 80;
/** A section begins this share of its length behind the point. */
const BEHIND = 0.15;

/**
 * The loss along its gradient, from a little behind the point to the step `reach`.
 *
 * @param model gᵀg and gᵀHg
 */
export function gradientSection(
  objective: Objective,
  parameters: Float64Array,
  gradient: Float64Array,
  model: { readonly slope: number; readonly curvature: number },
  reach: number,
): GradientSection {
  const value = objective.value(parameters);
  const behind = Math.round(BEHIND * INTERVALS);
  const steps = Float64Array.from(
    { length: INTERVALS + 1 },
    (_, i) => ((i - behind) / (INTERVALS - behind)) * reach,
  );
  const losses = steps.map((step) => {
    const at = parameters.slice();
    axpy(-step, gradient, at);
    return objective.value(at);
  });
  const parabola = steps.map((step) => value - step * model.slope + (step * step * model.curvature) / 2);
  return { steps, losses, parabola };
}

/** A rectangle in the plane of two directions; the point itself is the origin. */
export interface Rectangle {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** Margin around what a rectangle has to show, as a share of its length. */
const MARGIN = 0.12;

/**
 * A rectangle that shows the points and at least `reach` on each side of the origin along each direction.
 *
 * @param reach in x and y
 */
export function rectangleAround(
  points: readonly (readonly [number, number])[],
  reach: readonly [number, number],
): Rectangle {
  const side = (axis: 0 | 1): [number, number] => {
    let [low, high] = [-reach[axis], reach[axis]];
    for (const point of points) {
      low = Math.min(low, point[axis]);
      high = Math.max(high, point[axis]);
    }
    const margin = MARGIN * (high - low);
    return [low - margin, high + margin];
  };
  return { x: side(0), y: side(1) };
}

/** Values of a function on a grid in a plane, row by row from the bottom. */
export interface PlaneSection extends Rectangle {
  readonly columns: number;
  readonly rows: number;
  readonly values: Float64Array;
}

/**
 * The loss in the plane through a point along two orthonormal directions.
 *
 * @param size grid points along each side
 */
export function planeSection(
  objective: Objective,
  parameters: Float64Array,
  [first, second]: readonly [Float64Array, Float64Array],
  { x, y }: Rectangle,
  size: number,
): PlaneSection {
  const along = ([from, to]: readonly [number, number], i: number) => from + ((to - from) * i) / (size - 1);
  const values = Float64Array.from({ length: size * size }, (_, index) => {
    const at = parameters.slice();
    axpy(along(x, index % size), first, at);
    axpy(along(y, Math.floor(index / size)), second, at);
    return objective.value(at);
  });
  return { x, y, columns: size, rows: size, values };
}

/** Coordinates of a point in the plane through `origin` along two orthonormal directions. */
export function project(
  point: Float64Array,
  origin: Float64Array,
  [first, second]: readonly [Float64Array, Float64Array],
): readonly [number, number] {
  const way = point.map((entry, i) => entry - origin[i]!);
  return [dot(first, way), dot(second, way)];
}
