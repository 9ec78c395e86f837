import { median } from 'simple-statistics';
import { type Effect, logRatio, statisticalExperiment } from '../src/claims/experiment.ts';
import type { Result } from '../src/claims/result.ts';
import { diagonal, signFlips } from '../src/claims/sign-flips.ts';
import { tensorflowQuadratic } from '../src/claims/tensorflow-quadratic.ts';
import { reproduceWhenRun } from '../src/cli/reproduce/standalone.ts';
import { figureGrid } from '../src/figures/grid.ts';
import { lineChart } from '../src/figures/lines.ts';
import { randomStream } from '../src/numerics/random.ts';
import { quadraticObjective } from '../src/objectives/quadratic.ts';
import { createOptimizer } from '../src/optimizers/create.ts';
import {
  countSupported,
  EQUAL,
  fewer,
  measureNetwork,
  networkCaps,
  networkEffects,
  networkPanels,
  plain,
  rings,
  SETS,
  withMomentum,
} from './s5-networks.ts';

/** ηλ of the directions of a quadratic: a flat one, then below and above 1, where plain descent overshoots. */
const FLAT = 0.002;
const RINGING = [0.05, 0.25, 0.5, 0.9];
const STEEP = [1.25, 1.5, 1.75, 1.95];
const ALL = [FLAT, ...RINGING, ...STEEP];
const STEPS = 100;

const MOMENTUM = 0.9;

interface Arm {
  /** The data of a network, null for the quadratic. */
  readonly set: string | null;
  readonly momentum: number;
  readonly engine?: 'tensorflow';
}

const flips = (product: number) => `flips at ${product}`;
const QUADRATIC = 'quadratic';

const quadratic: Effect[] = [
  ...STEEP.map(
    (product): Effect => ({
      name: `ηλ = ${product}: flips of the error’s sign, plain / momentum`,
      ...logRatio([plain(QUADRATIC), flips(product)], [withMomentum(QUADRATIC), flips(product)]),
      ...fewer,
    }),
  ),
  ...RINGING.map(
    (product): Effect => ({
      name: `ηλ = ${product}: flips, momentum less plain`,
      sample: (at) => at(withMomentum(QUADRATIC), flips(product)) - at(plain(QUADRATIC), flips(product)),
      ...rings,
    }),
  ),
  {
    name: `flat direction, ηλ = ${FLAT}: error left, plain / momentum`,
    ...logRatio([plain(QUADRATIC), 'flat'], [withMomentum(QUADRATIC), 'flat']),
    claim: { above: Math.log(2) },
    because: `plain descent leaves e^(−${FLAT * STEPS}); steps ten times as large would leave e^(−${10 * FLAT * STEPS}), and half of the gain is taken as the least`,
  },
];

export const s5 = statisticalExperiment<Arm>({
  id: 'S5',
  name: 'momentum-damps',
  statement: `On a quadratic, momentum 0.9 turns less often than plain descent in steep directions (ηλ > 1) and goes on faster in flat ones; for ηλ from 0.05 to 1, where plain descent never overshoots, momentum rings. So it does on tanh networks: at equal rate (ηλmax = ${EQUAL.steep} at the start) and at the best rate of each it turns less often along the top eigenvector, moves along it by a smaller share, and makes more progress in the flat half of the spectrum; at equal rate its steps are smaller, for the gradient there, along the top eigenvector and larger in the flat half; at ηλmax = ${EQUAL.ringing} it rings.`,
  source: 'H, Momentum',
  correction:
    'What the text calls a smaller step is damping, not a smaller λ: momentum leaves step and λ as they are and averages gradients of changing sign. Where plain descent does not go back and forth, it is momentum that does. On networks the text is right about the steps: for the gradient there, they are smaller along the top eigenvector and about ten times as large in the flat half of the spectrum. Neither fewer turns nor more progress in the flat half follows from it: below the edge of stability the swing of plain descent dies out in a few steps, while momentum rings on.',
  arms: Object.fromEntries(
    [null, ...SETS].flatMap((set): [string, Arm][] => [
      [plain(set ?? QUADRATIC), { set, momentum: 0 }],
      [withMomentum(set ?? QUADRATIC), { set, momentum: MOMENTUM }],
    ]),
  ),
  async measure({ set, momentum, engine }, seed) {
    if (set !== null) return measureNetwork(set, momentum, seed);
    const optimizer = createOptimizer({ type: 'momentum', momentum });
    const quadratic = engine === 'tensorflow' ? tensorflowQuadratic : quadraticObjective;
    const objective = await quadratic(diagonal(ALL), new Float64Array(ALL.length));
    const { counts, left } = signFlips(objective, ALL, optimizer, STEPS, randomStream(seed, 'claims/S5'));
    if ('dispose' in objective) objective.dispose();
    const turns = Object.fromEntries(counts.map((count, k) => [flips(ALL[k]!), count]));
    return { quantities: { ...turns, flat: left[0]! } };
  },
  caps: networkCaps,
  effects: [...quadratic, ...networkEffects],
  placebo: {
    effect: 'ηλ = 1.5: flips of the error’s sign, plain / momentum',
    arm: withMomentum(QUADRATIC),
  },
  repetition: {
    arm: withMomentum(QUADRATIC),
    onTensorflow: (arm) => ({ ...arm, engine: 'tensorflow' }),
    quantities: { ...Object.fromEntries(ALL.map((product) => [flips(product), 0])), flat: 1e-4 },
    because:
      'the matrix is diagonal, so float32 changes each error by a share of itself and turns no sign; 100 steps of 6e-8 each, ten times as much with momentum',
  },
  boundary: ({ judgement }) =>
    `on quadratics momentum smooths for ηλ > 1 only, from 0.05 to 1 it rings; supported on networks: ${countSupported(judgement)}`,
  figure,
});

function figure({ rows, judgement }: Result) {
  const width = 480;
  const turns = lineChart({
    title: 'Quadratic: turns in each direction',
    subtitle: `Sign changes of the error in ${STEPS} steps; median over seeds`,
    width,
    x: { label: 'ηλ' },
    y: { label: 'flips' },
    series: [plain(QUADRATIC), withMomentum(QUADRATIC)].map((arm, i) => ({
      name: i === 0 ? 'plain descent' : `momentum ${MOMENTUM}`,
      // Measured at these products only, and not between.
      dots: true,
      points: ALL.map((product) => ({
        x: product,
        y: median(rows.filter((row) => row.arm === arm).map(({ quantities }) => quantities[flips(product)]!)),
      })),
    })),
    references: [{ label: 'ηλ = 1', x: 1 }],
  });
  return figureGrid(
    {
      title: 'Turns, steps and progress with momentum against plain descent',
    },
    [turns, ...networkPanels(judgement, width)],
  );
}

reproduceWhenRun(import.meta.url, 'S5');
