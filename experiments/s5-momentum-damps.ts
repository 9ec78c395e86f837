import { type Effect, logRatio, statisticalExperiment } from '../src/claims/experiment.ts';
import { tensorflowQuadratic } from '../src/claims/tensorflow-quadratic.ts';
import { spread } from '../src/claims/seed-band.ts';
import { reproduceWhenRun } from '../src/cli/reproduce/standalone.ts';
import { lineChart } from '../src/figures/lines.ts';
import { matrix } from '../src/numerics/matrix.ts';
import { randomStream } from '../src/numerics/random.ts';
import { quadraticObjective } from '../src/objectives/quadratic.ts';
import { createOptimizer } from '../src/optimizers/create.ts';

/** ηλ of the directions, with η = 1 the eigenvalues: a flat one, then below and above 1, where plain descent overshoots. */
const FLAT = 0.002;
const RINGING = [0.05, 0.25, 0.5, 0.9];
const STEEP = [1.25, 1.5, 1.75, 1.95];
const ALL = [FLAT, ...RINGING, ...STEEP];
const STEPS = 100;

interface Arm {
  readonly momentum: number;
  readonly engine?: 'tensorflow';
}

const flips = (product: number) => `flips at ${product}`;

const effects: Effect[] = [
  ...STEEP.map(
    (product): Effect => ({
      name: `ηλ = ${product}: flips of the error’s sign, plain / momentum`,
      ...logRatio(['plain', flips(product)], ['momentum', flips(product)]),
      claim: { above: Math.log(1.25) },
      because: 'a fifth fewer turns is the least that one sees in a plot of the path',
    }),
  ),
  ...RINGING.map(
    (product): Effect => ({
      name: `ηλ = ${product}: flips, momentum less plain`,
      sample: (at) => at('momentum', flips(product)) - at('plain', flips(product)),
      claim: { above: 2 },
      because: 'plain descent has none; more than two in 100 steps is ringing, not one overshoot',
      unit: 'plain',
    }),
  ),
  {
    name: `flat direction, ηλ = ${FLAT}: error left, plain / momentum`,
    ...logRatio(['plain', 'flat'], ['momentum', 'flat']),
    claim: { above: Math.log(2) },
    because: `plain descent leaves e^(−${FLAT * STEPS}); steps ten times as large would leave e^(−${10 * FLAT * STEPS}), and half of the gain is taken as the least`,
  },
];

export const s5 = statisticalExperiment<Arm>({
  id: 'S5',
  name: 'momentum-damps',
  statement:
    'On a quadratic, momentum 0.9 turns less often than plain descent in steep directions (ηλ > 1) and goes on faster in flat ones; for ηλ from 0.05 to 1, where plain descent never overshoots, momentum rings.',
  source: 'H, Momentum',
  correction:
    'The text has momentum reduce the learning rate where parameters go back and forth. It leaves step and λ as they are: it averages gradients of changing sign. Where plain descent does not go back and forth, it is momentum that does.',
  arms: { plain: { momentum: 0 }, momentum: { momentum: 0.9 } },
  async measure({ momentum, engine }, seed) {
    const stream = randomStream(seed, 'claims/S5');
    // Diagonal, so that directions stay apart: through a rotated A, rounding of the slow ones would make the fast ones
    // flip long after they have converged.
    const curvatures = matrix(ALL.length, ALL.length);
    ALL.forEach((product, k) => {
      curvatures.values[k * ALL.length + k] = product;
    });
    const quadratic = engine === 'tensorflow' ? tensorflowQuadratic : quadraticObjective;
    const objective = await quadratic(curvatures, new Float64Array(ALL.length));
    // Started at rest, the number of flips would not depend on the seed: in mid-run there is a velocity, of about a gradient.
    const x = Float64Array.from(ALL, () => stream.normal());
    const start = x.slice();
    const optimizer = createOptimizer({ type: 'momentum', momentum });
    const state = optimizer.initialize(ALL.length);
    state.velocity!.set(ALL.map((product) => product * stream.normal()));
    const gradient = new Float64Array(ALL.length);
    let last = start;
    const counts = ALL.map(() => 0);
    for (let step = 0; step < STEPS; step++) {
      objective.gradient(x, gradient);
      optimizer.step(x, gradient, state, 1);
      x.forEach((error, k) => {
        if (error * last[k]! < 0) counts[k]!++;
      });
      last = x.slice();
    }
    if ('dispose' in objective) objective.dispose();
    return {
      quantities: {
        ...Object.fromEntries(ALL.map((product, k) => [flips(product), counts[k]!])),
        flat: Math.abs(x[0]! / start[0]!),
      },
    };
  },
  caps: {},
  effects,
  placebo: { effect: 'ηλ = 1.5: flips of the error’s sign, plain / momentum', arm: 'momentum' },
  repetition: {
    arm: 'momentum',
    onTensorflow: (arm) => ({ ...arm, engine: 'tensorflow' }),
    quantities: { ...Object.fromEntries(ALL.map((product) => [flips(product), 0])), flat: 1e-4 },
    because:
      'the matrix is diagonal, so float32 changes each error by a share of itself and turns no sign; 100 steps of 6e-8 each, ten times as much with momentum',
  },
  boundary: () => 'momentum smooths for ηλ > 1 only; from 0.05 to 1 it rings',
  figure: ({ rows }) =>
    lineChart({
      title: 'Momentum turns less often where ηλ > 1, and more often below',
      subtitle: `Sign changes of the error in ${STEPS} steps; median over seeds, band from smallest to largest`,
      x: { label: 'ηλ' },
      y: { label: 'flips' },
      series: ['plain', 'momentum'].map((arm) => ({
        name: arm === 'plain' ? 'plain descent' : 'momentum 0.9',
        points: ALL.map((product) => ({
          x: product,
          ...spread(
            rows.filter((row) => row.arm === arm).map(({ quantities }) => quantities[flips(product)]!),
          ),
        })),
      })),
      references: [{ label: 'ηλ = 1', x: 1 }],
    }),
});

reproduceWhenRun(import.meta.url, 'S5');
