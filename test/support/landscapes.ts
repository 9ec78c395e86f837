import type { SmoothFunction } from '../../src/curvature/critical-points/smooth-function.ts';
import { linearOperator } from '../../src/numerics/linear-operator.ts';
import { dot } from '../../src/numerics/vector.ts';

/** A function of few variables with its derivatives written by hand. */
export interface Landscape extends SmoothFunction {
  readonly value: (x: Float64Array) => number;
  readonly gradientAt: (x: Float64Array) => Float64Array;
  readonly hessianAt: (x: Float64Array) => number[][];
}

/** Makes a landscape of value, gradient and Hessian at x. */
export function landscape(
  dimension: number,
  value: (...x: number[]) => number,
  gradient: (...x: number[]) => number[],
  hessian: (...x: number[]) => number[][],
): Landscape {
  const gradientAt = (x: Float64Array) => Float64Array.from(gradient(...x));
  const hessianAt = (x: Float64Array) => hessian(...x);
  return {
    dimension,
    value: (x) => value(...x),
    gradientAt,
    hessianAt,
    linearize(x) {
      const rows = hessianAt(x).map((row) => Float64Array.from(row));
      return {
        value: value(...x),
        gradient: gradientAt(x),
        hessian: linearOperator(dimension, (v) => rows.map((row) => dot(row, v))),
      };
    },
  };
}

const plane = (
  ...rest: [
    (x: number, y: number) => number,
    (x: number, y: number) => number[],
    (x: number, y: number) => number[][],
  ]
) => landscape(2, ...(rest as unknown as [() => number, () => number[], () => number[][]]));

export const bowl = plane(
  (x, y) => x * x + 3 * y * y,
  (x, y) => [2 * x, 6 * y],
  () => [
    [2, 0],
    [0, 6],
  ],
);
export const dome = plane(
  (x, y) => -x * x - 3 * y * y,
  (x, y) => [-2 * x, -6 * y],
  () => [
    [-2, 0],
    [0, -6],
  ],
);
export const trough = plane(
  (x) => x * x,
  (x) => [2 * x, 0],
  () => [
    [2, 0],
    [0, 0],
  ],
);
export const saddle = plane(
  (x, y) => x * x - y * y,
  (x, y) => [2 * x, -2 * y],
  () => [
    [2, 0],
    [0, -2],
  ],
);
export const monkeySaddle = plane(
  (x, y) => x ** 3 - 3 * x * y * y,
  (x, y) => [3 * x * x - 3 * y * y, -6 * x * y],
  (x, y) => [
    [6 * x, -6 * y],
    [-6 * y, -6 * x],
  ],
);
/** x² + y³: flat to second order along y, where it is neither a minimum nor a maximum. */
export const cubicTrough = plane(
  (x, y) => x * x + y ** 3,
  (x, y) => [2 * x, 3 * y * y],
  (_, y) => [
    [2, 0],
    [0, 6 * y],
  ],
);
export const rosenbrock = plane(
  (x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
  (x, y) => [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
  (x, y) => [
    [2 - 400 * (y - 3 * x * x), -400 * x],
    [-400 * x, 200],
  ],
);
/** (x² + y − 11)² + (x + y² − 7)². */
export const himmelblau = plane(
  (x, y) => (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2,
  (x, y) => [4 * x * (x * x + y - 11) + 2 * (x + y * y - 7), 2 * (x * x + y - 11) + 4 * y * (x + y * y - 7)],
  (x, y) => [
    [12 * x * x + 4 * y - 42, 4 * (x + y)],
    [4 * (x + y), 12 * y * y + 4 * x - 26],
  ],
);
/** x⁴ in one variable. */
export const quartic = landscape(
  1,
  (x) => x! ** 4,
  (x) => [4 * x! ** 3],
  (x) => [[12 * x! * x!]],
);

/**
 * Himmelblau's nine critical points with their kinds, to the digits of the literature (Himmelblau 1972, p. 428 gives the
 * minima); tests refine them before use.
 */
export const himmelblauPoints: readonly { readonly at: readonly [number, number]; readonly kind: string }[] =
  [
    { at: [3, 2], kind: 'minimum' },
    { at: [-2.805118, 3.131312], kind: 'minimum' },
    { at: [-3.77931, -3.283186], kind: 'minimum' },
    { at: [3.584428, -1.848126], kind: 'minimum' },
    { at: [-0.270845, -0.923039], kind: 'maximum' },
    { at: [3.385154, 0.073852], kind: 'saddle' },
    { at: [0.086678, 2.884255], kind: 'saddle' },
    { at: [-3.073026, -0.081353], kind: 'saddle' },
    { at: [-0.127961, -1.953715], kind: 'saddle' },
  ];
