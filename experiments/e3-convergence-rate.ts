import { exactExperiment } from '../src/claims/experiment.ts';
import { normalVector, randomSymmetric } from '../src/claims/random-matrix.ts';
import { reproduceWhenRun } from '../src/cli/reproduce/standalone.ts';
import { lineChart } from '../src/figures/lines.ts';
import { randomStream } from '../src/numerics/random.ts';
import { dot } from '../src/numerics/vector.ts';
import { quadraticObjective } from '../src/objectives/quadratic.ts';
import { gradientDescent } from '../src/optimizers/gradient-descent.ts';
import type { Optimizer } from '../src/optimizers/optimizer.ts';

/** Products ελ from sluggish to just stable, and beyond: with ε = 1 they are the eigenvalues. */
const PRODUCTS = [0.05, 0.25, 0.5, 0.8, 1, 1.2, 1.5, 1.75, 1.95, 2.1];
const STEPS = 25;
/** Below this share of its start an error is rounding. */
const FLOOR = 1e-9;

export const e3 = exactExperiment<{ optimizer: Optimizer }>({
  id: 'E3',
  name: 'convergence-rate',
  statement:
    'Under gradient descent with step ε on a quadratic, the error along the eigenvector of λᵢ is (1 − ελᵢ)ᵏ times its start after k steps: fastest at ελᵢ = 1, slower on both sides, growing beyond 2.',
  source: 'H, Relation between Hessian and optimization',
  correction:
    'The text has the larger eigenvalue converge faster. That holds for ελ ≤ 1 only: beyond, each step overshoots, and the larger eigenvalue converges more slowly, or not at all.',
  subject: { optimizer: gradientDescent() },
  measure(seed, { optimizer }) {
    const stream = randomStream(seed, 'claims/E3');
    const n = PRODUCTS.length;
    const { matrix, eigenvectors } = randomSymmetric(PRODUCTS, stream);
    // b = 0: the error is x itself.
    const objective = quadraticObjective(matrix, new Float64Array(n));
    const x = normalVector(n, stream);
    const start = eigenvectors.map((v) => dot(v, x));
    const gradient = new Float64Array(n);
    const state = optimizer.initialize(n);
    let worst = 0;
    const rates = PRODUCTS.map(() => Number.NaN);
    const inOneStep = PRODUCTS.map(() => Number.NaN);
    // By multiplication: ** rounds otherwise from one Node.js to the next.
    const powers = PRODUCTS.map(() => 1);
    for (let k = 1; k <= STEPS; k++) {
      objective.gradient(x, gradient);
      optimizer.step(x, gradient, state, 1);
      PRODUCTS.forEach((product, i) => {
        powers[i]! *= 1 - product;
      });
      const largest = Math.max(...powers.map((power, i) => Math.abs(power * start[i]!)));
      PRODUCTS.forEach((_, i) => {
        const error = dot(eigenvectors[i]!, x);
        worst = Math.max(worst, Math.abs(error - powers[i]! * start[i]!) / largest);
        const share = Math.abs(error / start[i]!);
        if (k === 1) inOneStep[i] = share;
        if (share > FLOOR) rates[i] = Math.exp(Math.log(share) / k);
      });
    }
    // At ελ = 1 one step leaves rounding: nothing whose logarithm could be followed, so it is measured by that step.
    const at = (product: number) => PRODUCTS.indexOf(product);
    const slopes = PRODUCTS.map((product, i) =>
      Math.abs(Math.log(rates[i]!) - Math.log(Math.abs(1 - product))),
    );
    rates[at(1)] = inOneStep[at(1)]!;
    return {
      quantities: {
        error: worst,
        slope: Math.max(...slopes.filter((_, i) => i !== at(1))),
        fastest: rates[at(1)]!,
        overshoot: rates[at(1.5)]! - rates[at(1)]!,
        below: rates[at(0.5)]! - rates[at(1)]!,
      },
      curves: { rates },
    };
  },
  checks: [
    {
      quantity: 'error',
      says: 'error along each eigenvector, against (1 − ελ)ᵏ',
      bound: { atMost: 1e-12 },
      because: 'after 1 to 25 steps: their rounding, relative to the largest component',
    },
    {
      quantity: 'slope',
      says: 'slope of ln |error| over k, against ln |1 − ελ|',
      bound: { atMost: 1e-5 },
      because: `components above ${FLOOR} of their start are right to about 1e-6`,
    },
    {
      quantity: 'fastest',
      says: 'error along the eigenvector of ελ = 1 after one step, over its start',
      bound: { atMost: 1e-10 },
      because: 'zero but for rounding, some 1e-15 of a start that may by chance be 1e-4',
    },
    {
      quantity: 'below',
      says: 'contraction at ελ = 0.5, less that at 1',
      bound: { atLeast: 0.49 },
      because: 'the text’s half: |1 − 0.5| − 0',
    },
    {
      quantity: 'overshoot',
      says: 'contraction at ελ = 1.5, less that at 1',
      bound: { atLeast: 0.49 },
      because: 'the other half: |1 − 1.5| − 0',
    },
  ],
  figure({ rows }) {
    const dense = Array.from({ length: 111 }, (_, i) => i * 0.02);
    return lineChart({
      title: 'Larger eigenvalue, faster convergence: up to ελ = 1 only',
      subtitle: 'Gradient descent on a quadratic with ten eigenvalues',
      x: { label: 'ελ' },
      y: { label: 'error that one step leaves, as a factor' },
      series: [
        { name: '|1 − ελ|', points: dense.map((x) => ({ x, y: Math.abs(1 - x) })) },
        {
          name: 'measured',
          dots: true,
          points: PRODUCTS.map((x, i) => ({ x, y: rows[0]!.curves.rates![i]! })),
        },
      ],
    });
  },
});

reproduceWhenRun(import.meta.url, 'E3');
