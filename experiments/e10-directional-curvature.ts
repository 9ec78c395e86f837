import { exactExperiment } from '../src/claims/experiment.ts';
import { image, normalVector, plus, randomSymmetric, unitVectors } from '../src/claims/random-matrix.ts';
import { randomMlp } from '../src/claims/random-mlp.ts';
import { reproduceWhenRun } from '../src/cli/reproduce/standalone.ts';
import { lanczos } from '../src/curvature/lanczos.ts';
import { lineChart } from '../src/figures/lines.ts';
import type { Activation } from '../src/models/specification.ts';
import type { LinearOperator } from '../src/numerics/linear-operator.ts';
import { randomStream, randomUnitVector } from '../src/numerics/random.ts';
import { dot, norm } from '../src/numerics/vector.ts';
import type { Objective } from '../src/objectives/contract.ts';
import { quadraticObjective } from '../src/objectives/quadratic.ts';
import { fitPowerLaw } from '../src/statistics/power-law.ts';

const ACTIVATIONS: readonly Activation[] = ['sigmoid', 'tanh'];
const DISTANCES = [0.001, 0.002, 0.004, 0.008];

interface Subject {
  extremes(operator: LinearOperator): Record<'largest' | 'smallest', { value: number; vector: Float64Array }>;
}

export const e10 = exactExperiment<Subject>({
  id: 'E10',
  name: 'directional-curvature',
  statement:
    'The second derivative along a unit direction d is dᵀHd, between λmin and λmax and equal to them along their eigenvectors; along an eigenvector v the gradient of a quadratic changes along v only.',
  source: 'H, Basic intuition and More theory',
  correction:
    'That the gradient changes only in the eigenvector’s own direction is exact for quadratics; in a network it changes sideways too, to second order in the distance.',
  subject: { extremes: (operator) => lanczos(operator, { which: 'both', tolerance: 1e-9 }) },
  measure(seed, { extremes }) {
    const stream = randomStream(seed, 'claims/E10');
    const quadratic = quadraticObjective(
      randomSymmetric([-3, -1, 0.5, 2, 6], stream).matrix,
      normalVector(5, stream),
    );
    const at = normalVector(5, stream);
    const onQuadratic = examine(quadratic, at, extremes, (n) => randomUnitVector(stream, n));
    const onNetworks = ACTIVATIONS.map((activation) => {
      const { objective, parameters } = randomMlp([3, 6, 1], activation, 24, seed);
      const found = examine(objective, parameters, extremes, (n) => randomUnitVector(stream, n));
      objective.dispose();
      return found;
    });
    const all = [onQuadratic, ...onNetworks];
    return {
      quantities: {
        outside: Math.max(...all.map(({ outside }) => outside)),
        attained: Math.max(...all.map(({ attained }) => attained)),
        sideways: Math.max(...onQuadratic.sideways),
        order: Math.max(
          ...onNetworks.map(({ sideways }) =>
            Math.abs(fitPowerLaw(DISTANCES.map((t, i) => [t, sideways[i]! * t])).exponent - 2),
          ),
        ),
      },
      curves: Object.fromEntries(
        ACTIVATIONS.map((name, i) => [
          name,
          onNetworks[i]!.sideways.map((share, k) => share * DISTANCES[k]!),
        ]),
      ),
    };
  },
  checks: [
    {
      quantity: 'outside',
      says: 'dᵀHd beyond λmin or λmax, over max |λ|',
      bound: { atMost: 1e-9 },
      because: '100 random directions, all coordinates and the gradient; tolerance of the eigenvalues',
    },
    {
      quantity: 'attained',
      says: 'second difference along the extreme eigenvectors, against λ',
      bound: { atMost: 1e-4 },
      because: 'step 1e-3: its square times the fourth derivative, and rounding over 1e-6',
    },
    {
      quantity: 'sideways',
      says: 'quadratic: change of the gradient beside v, over t·max |λ|',
      bound: { atMost: 1e-8 },
      because: 'error of the eigenvector: its tolerance over the relative gap',
    },
    {
      quantity: 'order',
      says: 'networks: exponent of that change over the distance, from 2',
      bound: { atMost: 0.1 },
      because: 'the third order bends the line where the second is small',
    },
  ],
  figure: ({ rows }) =>
    lineChart({
      title: 'Along an eigenvector the gradient of a network changes sideways too',
      subtitle: 'To second order in the distance; networks 3-6-1, first seed',
      x: { label: 'distance t along v', scale: 'log' },
      y: { label: 'part of ∇f(x + tv) − ∇f(x) beside v', scale: 'log' },
      series: [
        ...ACTIVATIONS.map((name) => ({
          name,
          points: DISTANCES.map((x, i) => ({ x, y: rows[0]!.curves[name]![i]! })),
        })),
        {
          name: 'slope 2',
          dots: true,
          points: DISTANCES.map((x) => ({ x, y: rows[0]!.curves.tanh![0]! * (x / DISTANCES[0]!) ** 2 })),
        },
      ],
    }),
});

function examine(
  objective: Objective,
  x: Float64Array,
  extremes: Subject['extremes'],
  random: (n: number) => Float64Array,
) {
  const { gradient, hessian, value } = objective.linearize(x);
  const { largest, smallest } = extremes(hessian);
  const size = Math.max(Math.abs(largest.value), Math.abs(smallest.value));
  const unit = gradient.map((entry) => entry / norm(gradient));
  const directions = [...Array.from({ length: 100 }, () => random(x.length)), ...unitVectors(x.length), unit];
  const curvatures = directions.map((d) => dot(d, image(hessian, d)));
  const outside = Math.max(
    0,
    ...curvatures.map((curvature) => Math.max(curvature - largest.value, smallest.value - curvature)),
  );
  const h = 1e-3;
  const attained = [largest, smallest].map(({ value: lambda, vector }) => {
    const second =
      (objective.value(plus(x, h, vector)) - 2 * value + objective.value(plus(x, -h, vector))) / h ** 2;
    return Math.abs(second - lambda);
  });
  const v = largest.vector;
  const sideways = DISTANCES.map((t) => {
    const change = plus(objective.linearize(plus(x, t, v)).gradient, -1, gradient);
    return norm(plus(change, -dot(change, v), v)) / (t * size);
  });
  return { outside: outside / size, attained: Math.max(...attained) / size, sideways };
}

reproduceWhenRun(import.meta.url, 'E10');
