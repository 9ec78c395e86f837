import { exactExperiment } from '../src/claims/experiment.ts';
import { normalVector, plus, randomSymmetric, relativeError } from '../src/claims/random-matrix.ts';
import { reproduceWhenRun } from '../src/cli/reproduce/standalone.ts';
import { denseSpectrum } from '../src/curvature/critical-points/dense-spectrum.ts';
import { formatTick } from '../src/figures/axis.ts';
import { contourChart } from '../src/figures/contours.ts';
import { figureGrid } from '../src/figures/grid.ts';
import type { LinearOperator } from '../src/numerics/linear-operator.ts';
import { type Matrix, matrix } from '../src/numerics/matrix.ts';
import { randomStream } from '../src/numerics/random.ts';
import { quadraticObjective } from '../src/objectives/quadratic.ts';

const EIGENVALUES = [-2, -0.7, 0.4, 1.1, 3, 8];
/** The four pictures of the text, by their eigenvalues. */
const SHAPES = { bowl: [2, 0.5], dome: [-2, -0.5], trough: [2, 0], saddle: [1.5, -1] } as const;

/** Eigenvectors [n] of an operator, any order. */
interface Subject {
  eigenvectors(operator: LinearOperator): readonly Float64Array[];
}

export const e2 = exactExperiment<Subject>({
  id: 'E2',
  name: 'principal-directions',
  statement:
    'Along the eigenvector of λᵢ a quadratic has the second derivative λᵢ, whatever is done along the others; the half-axes of its level ellipses go as λᵢ^(−½); the signs of the eigenvalues make bowl, dome, trough and saddle.',
  source: 'H, Basic intuition: eigenvectors and the four pictures',
  correction: null,
  subject: { eigenvectors: (operator) => denseSpectrum(operator)!.vectors },
  measure(seed, subject) {
    const stream = randomStream(seed, 'claims/E2');
    const known = randomSymmetric(EIGENVALUES, stream);
    const zero: Float64Array = new Float64Array(EIGENVALUES.length);
    const objective = quadraticObjective(known.matrix, normalVector(EIGENVALUES.length, stream));
    const x = normalVector(EIGENVALUES.length, stream);
    const vectors = subject.eigenvectors(objective.linearize(x).hessian);
    const f = (a: number, u: Float64Array, b = 0, v = zero) => objective.value(plus(plus(x, a, u), b, v));
    // Differences with step 1 are exact for a quadratic.
    const along = vectors.map((v) => f(1, v) - 2 * f(0, v) + f(-1, v)).sort((a, b) => a - b);
    const cross = vectors.flatMap((u, i) =>
      vectors
        .slice(0, i)
        .map((v) => Math.abs(f(1, u, 1, v) - f(1, u, -1, v) - f(-1, u, 1, v) + f(-1, u, -1, v)) / 4),
    );
    const ellipse = randomSymmetric(EIGENVALUES.map(Math.abs), stream);
    const bowl = quadraticObjective(ellipse.matrix, zero);
    const axes = subject
      .eigenvectors(bowl.linearize(zero).hessian)
      .map((v) => Math.sqrt(1 / bowl.value(v)))
      .sort((a, b) => b - a);
    const expected = EIGENVALUES.map((lambda) => Math.sqrt(2 / Math.abs(lambda))).sort((a, b) => b - a);
    const misnamed = Object.entries(SHAPES).filter(([name, eigenvalues]) => {
      const { matrix: a } = randomSymmetric(eigenvalues, stream);
      return shapeOf(a, subject) !== name;
    });
    return {
      quantities: {
        curvature: relativeError(along, EIGENVALUES),
        cross: Math.max(...cross) / 8,
        axes: relativeError(axes, expected),
        misnamed: misnamed.length,
      },
    };
  },
  checks: [
    {
      quantity: 'curvature',
      says: 'second derivatives along the eigenvectors, against λᵢ',
      bound: { atMost: 1e-12 },
      because: 'rounding of values some hundred times as large as their second differences',
    },
    {
      quantity: 'cross',
      says: 'mixed second derivative of two eigenvectors, over λmax',
      bound: { atMost: 1e-12 },
      because: 'likewise',
    },
    {
      quantity: 'axes',
      says: 'half-axes of the level ellipse, against √(2/λᵢ)',
      bound: { atMost: 1e-12 },
      because: 'condition number 20 times rounding, and some room',
    },
    {
      quantity: 'misnamed',
      says: 'shapes that the signs along the eigenvectors name wrongly',
      bound: { atMost: 0 },
      because: 'four pictures, four names',
    },
  ],
  figure: () =>
    figureGrid(
      {
        title: 'Larger eigenvalue, shorter axis: the four shapes with their eigenvectors',
        note: 'Arrows: unit eigenvectors. Along each the curvature is its eigenvalue, whatever the other is.',
      },
      Object.entries(SHAPES).map(([name, eigenvalues]) => shapeChart(name, eigenvalues)),
    ),
});

/** The name of a shape by the values of ½xᵀAx one step along each eigenvector. */
function shapeOf(a: Matrix, subject: Subject): string {
  const objective = quadraticObjective(a, new Float64Array(2));
  const { hessian } = objective.linearize(new Float64Array(2));
  const signs = subject.eigenvectors(hessian).map((v) => {
    const rise = objective.value(v);
    return Math.abs(rise) < 1e-12 ? 0 : Math.sign(rise);
  });
  if (signs.includes(1) && signs.includes(-1)) return 'saddle';
  if (signs.includes(0)) return 'trough';
  return signs.includes(1) ? 'bowl' : 'dome';
}

function shapeChart(name: string, [first, second]: readonly [number, number]) {
  const [c, s] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
  const a = matrix(
    2,
    2,
    Float64Array.of(
      first * c * c + second * s * s,
      (first - second) * c * s,
      (first - second) * c * s,
      first * s * s + second * c * c,
    ),
  );
  const objective = quadraticObjective(a, new Float64Array(2));
  const [count, half] = [61, 2];
  const at = (i: number) => -half + (2 * half * i) / (count - 1);
  const values = Array.from({ length: count * count }, (_, k) =>
    objective.value(Float64Array.of(at(k % count), at(Math.floor(k / count)))),
  );
  return contourChart({
    title: `${name}: λ = ${formatTick(first)} and ${formatTick(second)}`,
    x: { label: 'x₁' },
    y: { label: 'x₂' },
    quantity: 'function',
    grid: { columns: count, rows: count, values, x: [-half, half], y: [-half, half] },
    arrows: [
      { label: formatTick(first), from: [0, 0], to: [c, s] },
      { label: formatTick(second), from: [0, 0], to: [-s, c] },
    ],
    width: 240,
  });
}

reproduceWhenRun(import.meta.url, 'E2');
