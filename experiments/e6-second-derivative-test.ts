import { exactExperiment } from '../src/claims/experiment.ts';
import { plus } from '../src/claims/random-matrix.ts';
import { randomMlp } from '../src/claims/random-mlp.ts';
import { reproduceWhenRun } from '../src/cli/reproduce/standalone.ts';
import { classifyCriticalPoint } from '../src/curvature/critical-points/classify.ts';
import { denseSpectrum } from '../src/curvature/critical-points/dense-spectrum.ts';
import { findCriticalPoint } from '../src/curvature/critical-points/find-critical-point.ts';
import type { CriticalPointKind } from '../src/curvature/critical-points/second-derivative-test.ts';
import { derivativeSignTest, type SignTestKind } from '../src/curvature/critical-points/sign-test.ts';
import type { SmoothFunction } from '../src/curvature/critical-points/smooth-function.ts';
import { contourChart } from '../src/figures/contours.ts';
import { linearOperator } from '../src/numerics/linear-operator.ts';
import { randomStream } from '../src/numerics/random.ts';

/** A function of two variables with its derivatives by hand. */
interface Plane {
  f(x: number, y: number): number;
  gradient(x: number, y: number): [number, number];
  /** fxx, fxy, fyy. */
  hessian(x: number, y: number): [number, number, number];
}

/** (x² + y − 11)² + (x + y² − 7)²: four minima, four saddles, one maximum. */
const himmelblau: Plane = {
  f: (x, y) => (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2,
  gradient: (x, y) => [
    4 * x * (x * x + y - 11) + 2 * (x + y * y - 7),
    2 * (x * x + y - 11) + 4 * y * (x + y * y - 7),
  ],
  hessian: (x, y) => [12 * x * x + 4 * y - 42, 4 * (x + y), 12 * y * y + 4 * x - 26],
};
const HIMMELBLAU: readonly (readonly [CriticalPointKind, number, number])[] = [
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
const KNOWN: readonly (readonly [string, CriticalPointKind, number, number, Plane])[] = [
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

/** In one dimension: f′, and what the signs of f′(±ε) have to say. */
const SIGNS: readonly (readonly [SignTestKind, (x: number) => number])[] = [
  ['minimum', (x) => 2 * x],
  ['maximum', (x) => -2 * x],
  ['inflection', (x) => 3 * x * x],
  ['minimum', (x) => 4 * x ** 3],
  ['maximum', (x) => -4 * x ** 3],
];

export const e6 = exactExperiment({
  id: 'E6',
  name: 'second-derivative-test',
  statement:
    'At a critical point positive eigenvalues only make a minimum, negative only a maximum, both signs a saddle; zeros beside one sign leave it open. In one dimension the signs of f′(x ± ε) decide, also where f″ = 0.',
  source: 'H, More theory: second derivative test; T 3.2.2',
  correction:
    'The texts take a critical point for granted. Found numerically it is one up to a tolerance, within which x³ passes for flat; and T’s Q(x) > 0 for all x makes a minimum at a critical point only.',
  subject: { classifyCriticalPoint, derivativeSignTest },
  measure(seed, subject) {
    const misjudged = KNOWN.filter(([, kind, x, y, plane]) => {
      const [u, v] = kind === 'not-critical' ? [x, y] : polished(plane, x, y);
      return (
        subject.classifyCriticalPoint(smooth(plane), Float64Array.of(u, v), { gradientTolerance: 1e-9 })
          .kind !== kind
      );
    });
    const missigned = SIGNS.filter(
      ([kind, derivative]) => subject.derivativeSignTest(derivative, 0).kind !== kind,
    );
    const { objective, parameters } = randomMlp([2, 2, 1], 'tanh', 12, seed);
    const found = [0, 1, 2, 3].map((shift) => {
      const stream = randomStream(seed, `claims/E6/${shift}`);
      return findCriticalPoint(
        objective,
        parameters.map((entry) => entry + 0.5 * stream.normal()),
        { maxIterations: 100 },
      );
    });
    const critical = found.filter(({ status }) => status === 'critical');
    const wrong = critical.filter(({ point }) => {
      const { kind } = subject.classifyCriticalPoint(objective, point);
      return !agreesWithValues(kind, objective, point);
    });
    objective.dispose();
    return {
      quantities: {
        misjudged: misjudged.length,
        missigned: missigned.length,
        wrong: wrong.length,
        unlikely: found.filter(
          ({ status, gradientNorm, gradientTolerance }) =>
            (status === 'critical') !== gradientNorm <= gradientTolerance,
        ).length,
      },
    };
  },
  checks: [
    {
      quantity: 'misjudged',
      says: `of ${KNOWN.length} points with known answers, judged otherwise`,
      bound: { atMost: 0 },
      because: 'the answers are exact',
    },
    {
      quantity: 'missigned',
      says: `of ${SIGNS.length} sign tests in one dimension, judged otherwise`,
      bound: { atMost: 0 },
      because: 'the answers are exact',
    },
    {
      quantity: 'wrong',
      says: 'network: critical points whose loss nearby contradicts the verdict',
      bound: { atMost: 0 },
      because: 'the loss is evaluated on both sides along each eigenvector',
    },
    {
      quantity: 'unlikely',
      says: 'network: searches that misjudge whether ‖∇L‖ is within tolerance',
      bound: { atMost: 0 },
      because: 'minimising ‖∇L‖² can stall where H∇L = 0',
    },
  ],
  figure: () => {
    const [count, half] = [81, 5.6];
    const at = (i: number) => -half + (2 * half * i) / (count - 1);
    const values = Array.from({ length: count * count }, (_, k) =>
      himmelblau.f(at(k % count), at(Math.floor(k / count))),
    );
    return contourChart({
      title: 'Himmelblau’s nine critical points, each judged by its eigenvalues',
      x: { label: 'x' },
      y: { label: 'y' },
      quantity: 'function',
      grid: { columns: count, rows: count, values, x: [-half, half], y: [-half, half] },
      arrows: HIMMELBLAU.map(([, x, y]) => {
        const judged = classifyCriticalPoint(
          smooth(himmelblau),
          Float64Array.from(polished(himmelblau, x, y)),
        );
        return { label: judged.kind, from: [x - 0.35, y - 0.35], to: [x, y] };
      }),
    });
  },
});

function smooth({ f, gradient, hessian }: Plane): SmoothFunction {
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
function polished({ gradient, hessian }: Plane, x: number, y: number): [number, number] {
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

/** Whether the function's own values, one small step to both sides along each eigenvector, bear a verdict out. */
function agreesWithValues(kind: CriticalPointKind, objective: SmoothFunction, point: Float64Array): boolean {
  const { value, hessian } = objective.linearize(point);
  const { values, vectors } = denseSpectrum(hessian)!;
  const largest = Math.max(...values.map(Math.abs));
  const rises = vectors.map((v) => {
    const [ahead, behind] = [1e-3, -1e-3].map((t) => objective.linearize(plus(point, t, v)).value - value);
    return (ahead! + behind!) / (1e-6 * largest);
  });
  // Curvatures a millionth of the largest are no sign: the fourth order and rounding are as large.
  const ups = rises.filter((rise) => rise > 1e-6).length;
  const downs = rises.filter((rise) => rise < -1e-6).length;
  if (kind === 'minimum') return downs === 0;
  if (kind === 'maximum') return ups === 0;
  // A saddle may turn one way by less than these values show: they have to show what is well above, and not one sign alone.
  const isShown = (some: number, sign: number) =>
    some > 0 || !values.some((lambda) => (sign * lambda) / largest > 2e-6);
  const isOneSided = Math.max(ups, downs) === vectors.length;
  return (
    kind === 'inconclusive' || (kind === 'saddle' && !isOneSided && isShown(ups, 1) && isShown(downs, -1))
  );
}

reproduceWhenRun(import.meta.url, 'E6');
