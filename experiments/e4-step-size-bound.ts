import { exactExperiment } from '../src/claims/experiment.ts';
import { randomSymmetric } from '../src/claims/random-matrix.ts';
import { reproduceWhenRun } from '../src/cli/reproduce/standalone.ts';
import { lineChart } from '../src/figures/lines.ts';
import { randomStream } from '../src/numerics/random.ts';
import { norm } from '../src/numerics/vector.ts';
import type { Objective } from '../src/objectives/contract.ts';
import { quadraticObjective } from '../src/objectives/quadratic.ts';
import { gradientDescent } from '../src/optimizers/gradient-descent.ts';
import type { Optimizer } from '../src/optimizers/optimizer.ts';
import { fitPowerLaw } from '../src/statistics/power-law.ts';

const CONDITIONS = [10, 30, 100, 300, 1000];
/** Fewest and most eigenvalues; how many and which is drawn for each seed. */
const SIZES = [3, 8] as const;
const SETTLED = 400;

export const e4 = exactExperiment<{ optimizer: Optimizer }>({
  id: 'E4',
  name: 'step-size-bound',
  statement:
    'On a quadratic with positive definite A, from a start with every component, gradient descent converges exactly for 0 < ε < 2/λmax; the best fixed step is 2/(λmax + λmin), with rate (κ − 1)/(κ + 1), and its iterations grow as κ.',
  source: 'H, Relation between Hessian and optimization: bounded by λmax and λmin',
  correction:
    'The text leaves open how the two eigenvalues bound the step: λmax alone decides what converges, both decide what is best.',
  subject: { optimizer: gradientDescent() },
  measure(seed, { optimizer }) {
    const stream = randomStream(seed, 'claims/E4');
    const lambdaMax = 0.5 + 4 * stream.uniform();
    const size = SIZES[0] + Math.floor((SIZES[1] - SIZES[0] + 1) * stream.uniform());
    const problems = CONDITIONS.map((kappa) => {
      // Between the ends, and so far from them that in late steps the ends alone are left.
      const inner = Array.from({ length: size - 2 }, () => between(2 / kappa, 0.8, stream.uniform()));
      const shares = [1 / kappa, ...inner, 1];
      const { matrix, eigenvectors } = randomSymmetric(
        shares.map((share) => share * lambdaMax),
        stream,
      );
      const along = shares.map(() => (stream.uniform() < 0.5 ? -1 : 1) * (0.5 + stream.uniform()));
      const start = new Float64Array(size).map((_, i) =>
        eigenvectors.reduce((sum, v, k) => sum + along[k]! * v[i]!, 0),
      );
      return { kappa, objective: quadraticObjective(matrix, new Float64Array(size)), start };
    });
    const { objective, start } = problems[0]!;
    const rate = (epsilon: number) => lateRate(optimizer, objective, start, epsilon);
    let [stable, unstable] = [0.1 / lambdaMax, 10 / lambdaMax];
    while (unstable - stable > 1e-9 * stable) {
      const middle = (stable + unstable) / 2;
      if (rate(middle) < 1) stable = middle;
      else unstable = middle;
    }
    const best = 2 / (lambdaMax * (1 + 1 / CONDITIONS[0]!));
    const bestRate = rate(best);
    const expected = (CONDITIONS[0]! - 1) / (CONDITIONS[0]! + 1);
    const iterations = problems.map(({ kappa, ...problem }) => {
      const step = 2 / (lambdaMax * (1 + 1 / kappa));
      return iterationsTo(1e-6, optimizer, problem.objective, problem.start, step);
    });
    return {
      quantities: {
        bound: Math.abs((stable * lambdaMax) / 2 - 1),
        backward: rate(-0.01 / lambdaMax),
        rate: Math.abs(bestRate / expected - 1),
        neighbours: Math.min(rate(0.97 * best), rate(1.03 * best)) - bestRate,
        slope: Math.abs(fitPowerLaw(CONDITIONS.map((kappa, i) => [kappa, iterations[i]!])).exponent - 1),
      },
      curves: { iterations },
    };
  },
  checks: [
    {
      quantity: 'bound',
      says: 'largest convergent step by bisection, against 2/λmax',
      bound: { atMost: 1e-8 },
      because: 'bisection to 1e-9, rounding of the eigenvalues of A',
    },
    {
      quantity: 'backward',
      says: 'growth a step with ε < 0',
      bound: { atLeast: 1.005 },
      because: '1 + 0.01 in the steepest direction',
    },
    {
      quantity: 'rate',
      says: 'rate of the step 2/(λmax + λmin), against (κ − 1)/(κ + 1)',
      bound: { atMost: 1e-8 },
      because: `after ${SETTLED} steps the middle eigenvalues have died out`,
    },
    {
      quantity: 'neighbours',
      says: 'rate of steps 3 % smaller or larger, less that of the best',
      bound: { atLeast: 1e-3 },
      because: '3 % of ελmin is 0.005, of ελmax 0.05',
    },
    {
      quantity: 'slope',
      says: 'exponent of the iterations to 1e-6 over κ, from 1',
      bound: { atMost: 0.02 },
      because: 'ln((κ + 1)/(κ − 1)) is 2/κ to 0.4 % at κ = 10, and iterations are whole numbers',
    },
  ],
  figure({ rows }) {
    const { iterations } = rows[0]!.curves;
    return lineChart({
      title: 'Iterations of gradient descent grow as the condition number',
      subtitle: 'To 10⁻⁶ of the start, with the best fixed step 2/(λmax + λmin)',
      x: { label: 'condition number κ', scale: 'log' },
      y: { label: 'iterations', scale: 'log' },
      series: [
        { name: 'κ·ln(10⁶)/2', points: CONDITIONS.map((x) => ({ x, y: (x * Math.log(1e6)) / 2 })) },
        { name: 'measured', dots: true, points: CONDITIONS.map((x, i) => ({ x, y: iterations![i]! })) },
      ],
    });
  },
});

/** The number that lies this share of the way from one to the other on a logarithmic axis. */
function between(from: number, to: number, share: number): number {
  return Math.exp(Math.log(from) + share * Math.log(to / from));
}

/** Factor of ‖x‖ a step, over two steps late in the run: components of both signs then weigh equally. */
function lateRate(optimizer: Optimizer, objective: Objective, start: Float64Array, epsilon: number): number {
  const x = start.slice();
  const gradient = new Float64Array(x.length);
  const state = optimizer.initialize(x.length);
  let before = norm(x);
  for (let k = 0; k < SETTLED + 2; k++) {
    // Scaled back to length 1 the run goes on for ever without underflow: the step is linear.
    if (k === SETTLED) before = norm(x);
    else if (k < SETTLED) {
      const length = norm(x);
      for (let i = 0; i < x.length; i++) x[i]! /= length;
    }
    objective.gradient(x, gradient);
    optimizer.step(x, gradient, state, epsilon);
  }
  return Math.sqrt(norm(x) / before);
}

function iterationsTo(
  share: number,
  optimizer: Optimizer,
  objective: Objective,
  start: Float64Array,
  step: number,
) {
  const x = start.slice();
  const gradient = new Float64Array(x.length);
  const state = optimizer.initialize(x.length);
  const target = share * norm(x);
  let count = 0;
  for (; norm(x) > target && count < 1e6; count++) {
    objective.gradient(x, gradient);
    optimizer.step(x, gradient, state, step);
  }
  return count;
}

reproduceWhenRun(import.meta.url, 'E4');
