import { EigenvalueDecomposition, Matrix as MlMatrix } from 'ml-matrix';
import { median } from 'simple-statistics';
import { exactExperiment } from '../src/claims/experiment.ts';
import {
  image,
  normalVector,
  plus,
  randomSymmetric,
  relativeError,
  unitVectors,
} from '../src/claims/random-matrix.ts';
import { randomMlp } from '../src/claims/random-mlp.ts';
import { reproduceWhenRun } from '../src/cli/reproduce/standalone.ts';
import { denseSpectrum } from '../src/curvature/critical-points/dense-spectrum.ts';
import { quadraticForm } from '../src/curvature/local-model/quadratic-form.ts';
import type { Activation } from '../src/models/specification.ts';
import type { LinearOperator } from '../src/numerics/linear-operator.ts';
import { randomStream } from '../src/numerics/random.ts';
import { dot, norm } from '../src/numerics/vector.ts';
import type { Linearization } from '../src/objectives/contract.ts';
import { quadraticObjective } from '../src/objectives/quadratic.ts';

const ACTIVATIONS: readonly Activation[] = ['relu', 'sigmoid', 'tanh'];

interface Subject {
  hessianOf(here: Linearization): LinearOperator;
  /** What T's middle line of 3.2.5 adds for a pair of directions, x having the coordinates a and b in them. */
  crossTerm(lambda: number, a: number, b: number): number;
}

export const e7 = exactExperiment<Subject>({
  id: 'E7',
  name: 'spectral-theorem',
  statement:
    'The Hessian of a network is symmetric; its eigenvalues are real, its eigenvectors can be chosen orthonormal, H = QΛQᵀ, and xᵀHx = Σ λᵢ(vᵢᵀx)².',
  source: 'T 3.2.1-3.2.5',
  correction:
    'T’s proof assumes λ₁ ≠ λ₂; with repeated eigenvalues orthonormal vectors can be chosen all the same. The cross term in the middle line of 3.2.5 is a slip: with it the value at v₁ + v₂ is 2λ₁ too large. Clairaut wants continuous second derivatives, which ReLU has off its kinks only; a step of training crosses one more often than not.',
  subject: { hessianOf: ({ hessian }) => hessian, crossTerm: (lambda, a, b) => 2 * lambda * a * b },
  measure(seed, { hessianOf, crossTerm }) {
    const stream = randomStream(seed, 'claims/E7');
    const found = ACTIVATIONS.map((activation) => {
      const { objective, parameters } = randomMlp([3, 6, 4, 1], activation, 24, seed);
      const hessian = hessianOf(objective.linearize(parameters));
      const numbers = spectralErrors(hessian, normalVector(hessian.dimension, stream), crossTerm);
      objective.dispose();
      return numbers;
    });
    const repeated = quadraticObjective(randomSymmetric([1, 1, 1, 4, 4], stream).matrix, new Float64Array(5));
    const worst = (key: keyof (typeof found)[number]) => Math.max(...found.map((numbers) => numbers[key]));
    return {
      quantities: {
        asymmetry: worst('asymmetry'),
        imaginary: worst('imaginary'),
        orthonormal: worst('orthonormal'),
        rebuilt: worst('rebuilt'),
        form: worst('form'),
        slip: worst('slip'),
        repeated: orthonormality(denseSpectrum(repeated.linearize(new Float64Array(5)).hessian)!.vectors),
        crossings: kinkCrossings(seed),
      },
    };
  },
  checks: [
    {
      quantity: 'asymmetry',
      says: '‖H − Hᵀ‖/‖H‖, H column by column',
      bound: { atMost: 1e-13 },
      because: 'each entry is a sum over 24 rows and three layers',
    },
    {
      quantity: 'imaginary',
      says: 'imaginary parts of λ, by a solver that knows of no symmetry',
      bound: { atMost: 1e-7 },
      because: 'without symmetry, eigenvalues that meet (of dead units: 0) are right to √rounding only',
    },
    {
      quantity: 'orthonormal',
      says: '‖QᵀQ − I‖, entry by entry',
      bound: { atMost: 1e-12 },
      because: 'dimension 57 times rounding',
    },
    { quantity: 'rebuilt', says: '‖H − QΛQᵀ‖/‖H‖', bound: { atMost: 1e-12 }, because: 'likewise' },
    {
      quantity: 'form',
      says: 'Σ λᵢ(vᵢᵀx)² against xᵀHx, over ‖H‖‖x‖²',
      bound: { atMost: 1e-12 },
      because: 'likewise',
    },
    {
      quantity: 'repeated',
      says: '‖QᵀQ − I‖ with eigenvalues 1, 1, 1, 4, 4',
      bound: { atMost: 1e-12 },
      because: 'likewise',
    },
    {
      quantity: 'slip',
      says: 'the line with the cross term at v₁ + v₂, less xᵀHx there: against 2λ₁',
      bound: { atMost: 1e-12 },
      because: 'likewise; a line that is right would be off by nothing, and its share of 2λ₁ from 1 by 1',
    },
  ],
  boundary({ rows }) {
    const shares = rows.map(({ quantities }) => quantities.crossings!);
    const [low, high] = [Math.min(...shares), Math.max(...shares)];
    return `not twice differentiable on kinks: of 50 gradient steps of a ReLU network a share of ${median(shares)} crosses one (${low} to ${high} by seed)`;
  },
  figure: 'The spectral theorem on Hessians of relu, sigmoid and tanh networks',
});

function spectralErrors(hessian: LinearOperator, x: Float64Array, crossTerm: Subject['crossTerm']) {
  const columns = unitVectors(hessian.dimension).map((e) => image(hessian, e));
  const size = Math.hypot(...columns.map(norm));
  const asymmetry = Math.hypot(
    ...columns.flatMap((column, i) => Array.from(column, (entry, j) => entry - columns[j]![i]!)),
  );
  const plain = new EigenvalueDecomposition(new MlMatrix(columns.map((column) => Array.from(column))), {
    assumeSymmetric: false,
  });
  const { values, vectors } = denseSpectrum(hessian)!;
  const pairs = vectors.map((vector, i) => ({ value: values[i]!, vector }));
  const rebuilt = columns.map((column, j) => {
    const sum = new Float64Array(column.length);
    for (const { value, vector } of pairs)
      vector.forEach((entry, i) => {
        sum[i]! += value * entry * vector[j]!;
      });
    return relativeError(sum, column) * norm(column);
  });
  const { value, explained } = quadraticForm(hessian, x, pairs);
  // The line as T has it, λ₁ the largest, at x = v₁ + v₂: beside λ₁ + λ₂ its cross term adds 2λ₁.
  const [v1, v2] = [vectors.at(-1)!, vectors.at(-2)!];
  const both = plus(v1, 1, v2);
  const asWritten = values.at(-1)! + values.at(-2)! + crossTerm(values.at(-1)!, dot(v1, both), dot(v2, both));
  const scale = size * dot(x, x);
  return {
    asymmetry: asymmetry / size,
    imaginary: Math.max(...plain.imaginaryEigenvalues.map(Math.abs)) / size,
    orthonormal: orthonormality(vectors),
    rebuilt: Math.hypot(...rebuilt) / size,
    form: Math.abs(explained - value) / scale,
    slip: Math.abs((asWritten - dot(both, image(hessian, both))) / (2 * values.at(-1)!) - 1),
  };
}

function orthonormality(vectors: readonly Float64Array[]): number {
  return Math.max(
    ...vectors.flatMap((u, i) => vectors.map((v, j) => Math.abs(dot(u, v) - (i === j ? 1 : 0)))),
  );
}

/** Share of 50 steps of gradient descent in which a hidden unit changes its side on a row. */
function kinkCrossings(seed: number): number {
  const { objective, parameters, inputs } = randomMlp([3, 8, 1], 'relu', 24, seed);
  const sides = (at: Float64Array) =>
    Array.from({ length: inputs.rows * 8 }, (_, k) => {
      const [row, unit] = [Math.floor(k / 8), k % 8];
      // Layout: layer1/kernel [3, 8], then layer1/bias [8].
      let z = at[24 + unit]!;
      for (let i = 0; i < 3; i++) z += inputs.values[row * 3 + i]! * at[i * 8 + unit]!;
      return z > 0;
    });
  let point = parameters;
  let crossed = 0;
  for (let step = 0; step < 50; step++) {
    const next = plus(point, -0.05, objective.linearize(point).gradient);
    const before = sides(point);
    if (sides(next).some((side, k) => side !== before[k])) crossed++;
    point = next;
  }
  objective.dispose();
  return crossed / 50;
}

reproduceWhenRun(import.meta.url, 'E7');
