import type { CriticalPointKind } from '../src/curvature/critical-points/second-derivative-test.ts';
import type { SmoothFunction } from '../src/curvature/critical-points/smooth-function.ts';
import { linearOperator } from '../src/numerics/linear-operator.ts';

/** A function of two variables with its derivatives by hand. */
export interface Plane {
  f(x: number, y: number): number;
  gradient(x: number, y: number): [number, number];
  /** fxx, fxy, fyy. */
  hessian(x: number, y: number): [number, number, number];
}

/** (x² + y − 11)² + (x + y² − 7)²: four minima, four saddles, one maximum. */
export const himmelblau: Plane = {
  f: (x, y) => (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2,
  gradient: (x, y) => [
    4 * x * (x * x + y - 11) + 2 * (x + y * y - 7),
    2 * (x * x + y - 11) + 4 * y * (x + y * y - 7),
  ],
  hessian: (x, y) => [12 * x * x + 4 * y - 42, 4 * (x + y), 12 * y * y + 4 * x - 26],
};
/** Its nine critical points, to six digits. */
export const HIMMELBLAU: readonly (readonly [CriticalPointKind, number, number])[] = [
  ['minimum', 3, 2],
  ['minimum', -2.805118, 3.131313],
  ['minimum', -3.77931, -3.283186],
  ['minimum', 3.584428, -1.848127],
  ['maximum', -0.270845, -0.923039],
  ['saddle', 3.385154, 0.073852],
  ['saddle', 0.086678, 2.884255],
  ['saddle', -3.073026, -0.081353],
  ['saddle', -0.127961, -1.953715],
];

/** Functions whose critical point at (x, y) is known, with what the test has to say. */
export const KNOWN: readonly (readonly [string, CriticalPointKind, number, number, Plane])[] = [
  [
    'x² + 3y²',
    'minimum',
    0,
    0,
    { f: (x, y) => x * x + 3 * y * y, gradient: (x, y) => [2 * x, 6 * y], hessian: () => [2, 0, 6] },
  ],
  [
    '−x² − 3y²',
    'maximum',
    0,
    0,
    { f: (x, y) => -x * x - 3 * y * y, gradient: (x, y) => [-2 * x, -6 * y], hessian: () => [-2, 0, -6] },
  ],
  [
    'x² − y²',
    'saddle',
    0,
    0,
    { f: (x, y) => x * x - y * y, gradient: (x, y) => [2 * x, -2 * y], hessian: () => [2, 0, -2] },
  ],
  [
    'monkey saddle',
    'inconclusive',
    0,
    0,
    {
      f: (x, y) => x ** 3 - 3 * x * y * y,
      gradient: (x, y) => [3 * (x * x - y * y), -6 * x * y],
      hessian: (x, y) => [6 * x, -6 * y, -6 * x],
    },
  ],
  [
    'x⁴ + y²',
    'inconclusive',
    0,
    0,
    {
      f: (x, y) => x ** 4 + y * y,
      gradient: (x, y) => [4 * x ** 3, 2 * y],
      hessian: (x) => [12 * x * x, 0, 2],
    },
  ],
  [
    'x² + y³',
    'inconclusive',
    0,
    0,
    { f: (x, y) => x * x + y ** 3, gradient: (x, y) => [2 * x, 3 * y * y], hessian: (_, y) => [2, 0, 6 * y] },
  ],
  [
    'Rosenbrock',
    'minimum',
    1,
    1,
    {
      f: (x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
      gradient: (x, y) => [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
      hessian: (x, y) => [2 - 400 * (y - 3 * x * x), -400 * x, 200],
    },
  ],
  [
    'Rosenbrock at no critical point',
    'not-critical',
    0,
    0.1,
    {
      f: (x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
      gradient: (x, y) => [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
      hessian: (x, y) => [2 - 400 * (y - 3 * x * x), -400 * x, 200],
    },
  ],
  ...HIMMELBLAU.map(([kind, x, y]) => ['Himmelblau', kind, x, y, himmelblau] as const),
];

/** Such a function as what the test takes. */
export function smooth({ f, gradient, hessian }: Plane): SmoothFunction {
  return {
    dimension: 2,
    linearize([x = 0, y = 0]: Float64Array) {
      const [xx, xy, yy] = hessian(x, y);
      const product = ([u = 0, v = 0]: Float64Array) => [xx * u + xy * v, xy * u + yy * v];
      return {
        value: f(x, y),
        gradient: Float64Array.from(gradient(x, y)),
        hessian: linearOperator(2, product),
      };
    },
  };
}

/** The critical point near a rounded one, by Newton's method; where the Hessian is singular the point as it is. */
export function polished({ gradient, hessian }: Plane, x: number, y: number): [number, number] {
  let [u, v] = [x, y];
  for (let step = 0; step < 5; step++) {
    const [gx, gy] = gradient(u, v);
    const [xx, xy, yy] = hessian(u, v);
    const determinant = xx * yy - xy * xy;
    if (determinant === 0) break;
    [u, v] = [u - (yy * gx - xy * gy) / determinant, v - (xx * gy - xy * gx) / determinant];
  }
  return [u, v];
}
