import { Matrix as MlMatrix, solve } from 'ml-matrix';
import { exactExperiment } from '../src/claims/experiment.ts';
import {
  image,
  logSpaced,
  multiply,
  normalVector,
  plus,
  unitVectors,
  randomSymmetric,
  relativeError,
} from '../src/claims/random-matrix.ts';
import { tensorflowQuadratic } from '../src/claims/tensorflow-quadratic.ts';
import { reproduceWhenRun } from '../src/cli/reproduce/standalone.ts';
import type { Matrix } from '../src/numerics/matrix.ts';
import { randomStream } from '../src/numerics/random.ts';
import { dot, norm } from '../src/numerics/vector.ts';
import { quadraticObjective } from '../src/objectives/quadratic.ts';

const SIZE = 6;

export const e1 = exactExperiment({
  id: 'E1',
  name: 'quadratic-model',
  statement:
    'f(x) = ½xᵀAx − bᵀx with symmetric A has gradient Ax − b and Hessian A; with positive definite A its minimum is A⁻¹b.',
  source: 'H, Basic intuition: quadratic form',
  correction:
    'The text calls A⁻¹b the optimal solution of any symmetric A. With an indefinite A it is a saddle, from which f falls without end; with a singular A and b outside its range there is no critical point.',
  subject: { quadraticObjective },
  async measure(seed, subject) {
    const stream = randomStream(seed, 'claims/E1');
    const b = normalVector(SIZE, stream);
    const x = normalVector(SIZE, stream);
    const definite = randomSymmetric(logSpaced(SIZE, 0.1, 10), stream);
    const indefinite = randomSymmetric([-3, -0.2, 0.5, 1, 4, 7], stream);
    const singular = randomSymmetric([0, 0.3, 0.5, 1, 4, 7], stream);
    const compared = [definite, indefinite, singular].map(async ({ matrix }) => {
      const f = (at: Float64Array) => 0.5 * dot(at, multiply(matrix, at)) - dot(b, at);
      const { gradient, hessian } = subject.quadraticObjective(matrix, b).linearize(x);
      const auto = await byAutodiff(matrix, b, x);
      return {
        gradient: relativeError(
          gradient,
          unit((e) => (f(plus(x, 1, e)) - f(plus(x, -1, e))) / 2),
        ),
        hessian: Math.max(
          ...unitVectors(SIZE).map((e) => {
            const out = new Float64Array(SIZE);
            hessian.apply(e, out);
            const second = (d: Float64Array) =>
              (f(plus(plus(x, 1, e), 1, d)) -
                f(plus(plus(x, 1, e), -1, d)) -
                f(plus(plus(x, -1, e), 1, d)) +
                f(plus(plus(x, -1, e), -1, d))) /
              4;
            return relativeError(out, unit(second));
          }),
        ),
        autodiff: Math.max(
          relativeError(auto.gradient, gradient),
          relativeError(auto.product, multiply(matrix, x)),
        ),
      };
    });
    const derivatives = await Promise.all(compared);
    const worst = (key: 'gradient' | 'hessian' | 'autodiff') => Math.max(...derivatives.map((d) => d[key]));
    const objective = (matrix: Matrix) => subject.quadraticObjective(matrix, b);
    const optimum = optimumOf(definite.matrix, b);
    const saddle = optimumOf(indefinite.matrix, b);
    const downhill = plus(saddle, 1, indefinite.eigenvectors[0]!);
    const flat = singular.eigenvectors[0]!;
    return {
      quantities: {
        gradient: worst('gradient'),
        hessian: worst('hessian'),
        autodiff: worst('autodiff'),
        optimum: norm(objective(definite.matrix).linearize(optimum).gradient) / norm(b),
        // Of ½dᵀAd, the rise by d; the smallest eigenvalue is 0.1.
        lowest: Math.min(
          ...unitVectors(SIZE).map(
            (e) =>
              objective(definite.matrix).value(plus(optimum, 1, e)) -
              objective(definite.matrix).value(optimum),
          ),
        ),
        fall:
          Math.abs(
            objective(indefinite.matrix).value(saddle) - objective(indefinite.matrix).value(downhill) - 1.5,
          ) / 1.5,
        slope: Math.max(
          ...[x, optimum, saddle].map(
            (at) =>
              Math.abs(dot(objective(singular.matrix).linearize(at).gradient, flat) + dot(b, flat)) / norm(b),
          ),
        ),
      },
    };
  },
  checks: [
    {
      quantity: 'gradient',
      says: 'gradient against differences of f',
      bound: { atMost: 1e-12 },
      because:
        'central differences of a quadratic are exact at any step: rounding of a few dozen terms remains',
    },
    {
      quantity: 'hessian',
      says: 'Hessian against second differences of f',
      bound: { atMost: 1e-11 },
      because: 'likewise, with four values whose size is ten times that of the difference',
    },
    {
      quantity: 'autodiff',
      says: 'TensorFlow.js autodiff against both',
      bound: { atMost: 1e-5 },
      because: 'float32: 6e-8 a rounding, some ten of them, and cancellation in Ax − b',
    },
    {
      quantity: 'optimum',
      says: 'gradient at A⁻¹b',
      bound: { atMost: 1e-12 },
      because: 'condition number 100 times rounding, and some room',
    },
    {
      quantity: 'lowest',
      says: 'rise of f one step off A⁻¹b, A definite',
      bound: { atLeast: 0.049 },
      because: '½dᵀAd is at least ½·0.1 for a unit step',
    },
    {
      quantity: 'fall',
      says: 'fall from A⁻¹b along the eigenvector of −3, against ½·3',
      bound: { atMost: 1e-12 },
      because: 'rounding of f, which is some ten times as large',
    },
    {
      quantity: 'slope',
      says: 'slope along the null vector of A, against −bᵀv everywhere',
      bound: { atMost: 1e-12 },
      because: 'rounding of Ax, some ten times as large as b',
    },
  ],
  figure: 'The quadratic model: gradient, Hessian, optimum',
});

/** Gradient and Hessian-vector product H·x by TensorFlow.js, float32. */
async function byAutodiff(a: Matrix, b: Float64Array, x: Float64Array) {
  const objective = await tensorflowQuadratic(a, b);
  const { gradient, hessian } = objective.linearize(x);
  const product = image(hessian, x);
  objective.dispose();
  return { gradient, product };
}

/** A⁻¹b by LU decomposition. */
function optimumOf({ rows, columns, values }: Matrix, b: Float64Array): Float64Array {
  const a = MlMatrix.from1DArray(rows, columns, Array.from(values));
  return Float64Array.from(solve(a, MlMatrix.columnVector(Array.from(b))).getColumn(0));
}

/** A function of each unit vector, as a vector. */
const unit = (f: (e: Float64Array) => number) => Float64Array.from(unitVectors(SIZE), f);

reproduceWhenRun(import.meta.url, 'E1');
