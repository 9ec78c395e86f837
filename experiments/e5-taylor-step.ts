import { exactExperiment } from '../src/claims/experiment.ts';
import { normalVector, plus, randomSymmetric, unitVectors } from '../src/claims/random-matrix.ts';
import { randomMlp } from '../src/claims/random-mlp.ts';
import { reproduceWhenRun } from '../src/cli/reproduce/standalone.ts';
import { gradientStep } from '../src/curvature/local-model/gradient-step.ts';
import { lineChart } from '../src/figures/lines.ts';
import { randomStream } from '../src/numerics/random.ts';
import { quadraticObjective } from '../src/objectives/quadratic.ts';
import { fitPowerLaw } from '../src/statistics/power-law.ts';

/** Steps relative to the best one: small enough for the third order to rule, large enough to stand out of rounding. */
const STEPS = [0.001, 0.002, 0.004, 0.008, 0.016];
/** Steps relative to ε* at which a quadratic goes uphill, and a network may not. */
const BEYOND = [2.25, 3, 4];

const beyond = (share: number) => `uphill at ${share} times the best step`;

export const e5 = exactExperiment<{ gradientStep: typeof gradientStep }>({
  id: 'E5',
  name: 'taylor-step',
  statement:
    'f(x − εg) = f − ε·gᵀg + ½ε²·gᵀHg up to a remainder of order ε³, which is zero for quadratics; the best step is ε* = gᵀg/gᵀHg, beyond 2ε* a quadratic goes uphill, and for gᵀHg ≤ 0 no finite step is best.',
  source: 'H, More theory: Taylor series; T 2.1, example',
  correction:
    'T’s example lets the loss rise by 2 when a weight rises by 1 and the gradient is 2: true to first order only, and a step of 1 is far outside it in a network. That a step goes uphill where the predicted rise exceeds the remainder is no finding: the two add up to what is measured. Beyond 2ε* a network need not go uphill, since its loss bends less on the way.',
  subject: { gradientStep },
  measure(seed, subject) {
    const stream = randomStream(seed, 'claims/E5');
    const quadratic = quadraticObjective(
      randomSymmetric([0.3, 0.7, 1, 2, 5], stream).matrix,
      normalVector(5, stream),
    );
    const x = normalVector(5, stream);
    const here = quadratic.linearize(x);
    const step = subject.gradientStep(here.gradient, here.hessian);
    const best = step.bestStep ?? Number.NaN;
    const after = (epsilon: number) => quadratic.value(plus(x, -epsilon, here.gradient));
    const predicted = (epsilon: number) =>
      here.value - epsilon * step.slope + (epsilon ** 2 * step.curvature) / 2;
    const scale = best * step.slope;
    const concave = quadraticObjective(
      randomSymmetric([-5, -2, -1, -0.5, -0.1], stream).matrix,
      normalVector(5, stream),
    );
    const downhill = concave.linearize(x);

    const { objective, parameters } = randomMlp([3, 8, 1], 'tanh', 32, seed);
    const there = objective.linearize(parameters);
    const model = subject.gradientStep(there.gradient, there.hessian);
    // At a start whose gradient happens to bend downwards, the scale is that of the curvature's size.
    const unit = 1 / Math.abs(model.rayleighQuotient!);
    const remainders = STEPS.map((share) => {
      const epsilon = share * unit;
      const value = there.value - epsilon * model.slope + (epsilon ** 2 * model.curvature) / 2;
      return Math.abs(objective.value(plus(parameters, -epsilon, there.gradient)) - value);
    });
    const firstOrder = (length: number) => {
      const errors = unitVectors(parameters.length).map((e, i) => {
        const rise = objective.value(plus(parameters, length, e)) - there.value;
        return Math.abs(rise / length - there.gradient[i]!);
      });
      return Math.max(...errors) / Math.max(...there.gradient.map(Math.abs));
    };
    const [full, small] = [firstOrder(1), firstOrder(1e-4)];
    const uphill = BEYOND.map((share): [string, number] => {
      const value = objective.value(
        plus(parameters, -share * (model.bestStep ?? Number.NaN), there.gradient),
      );
      return [beyond(share), model.bestStep === null ? Number.NaN : Number(value > there.value)];
    });
    objective.dispose();
    return {
      quantities: {
        exact:
          Math.max(
            ...[0.5, 1, 2, 3].map((share) => Math.abs(after(share * best) - predicted(share * best))),
          ) / scale,
        best: Math.min(after(0.99 * best), after(1.01 * best)) > after(best) ? 0 : 1,
        uphill: Math.abs(after(2 * best) - here.value) / scale,
        concave: subject.gradientStep(downhill.gradient, downhill.hessian).bestStep === null ? 0 : 1,
        slope: Math.abs(fitPowerLaw(STEPS.map((share, i) => [share, remainders[i]!])).exponent - 3),
        unitStep: full,
        smallStep: small,
        ...Object.fromEntries(uphill),
      },
      curves: { remainders },
    };
  },
  checks: [
    {
      quantity: 'exact',
      says: 'quadratic: value after a step, against the expansion',
      bound: { atMost: 1e-12 },
      because: 'rounding of a few dozen terms',
    },
    {
      quantity: 'best',
      says: 'quadratics on which a step 1 % off ε* does better',
      bound: { atMost: 0 },
      because: 'ε* is the minimum of a parabola',
    },
    {
      quantity: 'uphill',
      says: 'quadratic: change of f at 2ε*, where it turns uphill',
      bound: { atMost: 1e-12 },
      because: 'the parabola is back at its start',
    },
    {
      quantity: 'concave',
      says: 'concave quadratics with a best step',
      bound: { atMost: 0 },
      because: 'the expansion falls without end',
    },
    {
      quantity: 'slope',
      says: 'network: exponent of the remainder over ε, from 3',
      bound: { atMost: 0.3 },
      because: 'the fourth order still bends the line a little where the third happens to be small',
    },
    {
      quantity: 'smallStep',
      says: 'network: error of the first order, a weight moved by 0.0001',
      bound: { atMost: 0.01 },
      because: '½·0.0001·curvature, with a curvature of some ten times the gradient',
    },
    {
      quantity: 'unitStep',
      says: 'network: error of the first order, a weight moved by 1',
      bound: { atLeast: 0.1 },
      because: 'a tenth of the largest slope is what one would call wrong',
    },
  ],
  boundary({ rows }) {
    const told = BEYOND.map((share) => {
      const some = rows.map(({ quantities }) => quantities[beyond(share)]!).filter(Number.isFinite);
      const uphill = some.filter((value) => value === 1).length;
      return `${uphill} of ${some.length} networks at ${share}ε*`;
    });
    return `go uphill, as every quadratic does: ${told.join(', ')}`;
  },
  figure: ({ rows }) =>
    lineChart({
      title: 'What the second-order expansion leaves out shrinks as ε³',
      subtitle: 'tanh network 3-8-1, steps against the gradient; a line for each seed',
      x: { label: 'step, relative to gᵀg/|gᵀHg|', scale: 'log' },
      y: { label: 'remainder of the loss', scale: 'log' },
      series: [
        ...rows.slice(0, 5).map(({ seed, curves }) => ({
          name: `seed ${seed}`,
          points: STEPS.map((x, i) => ({ x, y: curves.remainders![i]! })),
        })),
        {
          name: 'slope 3',
          dots: true,
          points: STEPS.map((x) => ({ x, y: rows[0]!.curves.remainders![0]! * (x / STEPS[0]!) ** 3 })),
        },
      ],
    }),
});

reproduceWhenRun(import.meta.url, 'E5');
