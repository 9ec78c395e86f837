import { type Effect, type Lookup, statisticalExperiment } from '../src/claims/experiment.ts';
import { mlpArm, onTensorflow, trajectory, withSession } from '../src/claims/mlp-arm.ts';
import { medianBand } from '../src/claims/seed-band.ts';
import { reproduceWhenRun } from '../src/cli/reproduce/standalone.ts';
import type { ArmConfig } from '../src/config/schema.ts';
import { lineChart } from '../src/figures/lines.ts';
import { fitPowerLaw } from '../src/statistics/power-law.ts';

const RATES = [0.05, 0.07, 0.1];
const MOMENTUM = 0.9;
/** 2(1 + β)/η then is 2/0.07. */
const MOMENTUM_RATE = 0.07 * (1 + MOMENTUM);
/** Long enough for the smallest rate: after 1,200, two of ten seeds were not at the edge yet. */
const EPOCHS = 2400;
const EVERY = 20;
/** The part of a run that counts as late. */
const LATE = EPOCHS / 3;

const armOf = (rate: number) => `η ${rate}`;
const WITH_MOMENTUM = `momentum ${MOMENTUM}`;
/** The sharpness at which each arm is at the edge. */
const EDGES: Readonly<Record<string, number>> = {
  ...Object.fromEntries(RATES.map((rate) => [armOf(rate), 2 / rate])),
  [WITH_MOMENTUM]: (2 * (1 + MOMENTUM)) / MOMENTUM_RATE,
};

const common = {
  data: { source: 'boston-house-prices', inputs: 'standardized', testFraction: 0.75 },
  model: { hidden: [16, 16] },
};
const curvature = { every: EVERY };

const effects: Effect[] = [
  {
    name: 'exponent of the late λmax over 1/η',
    sample: (at: Lookup) => fitPowerLaw(RATES.map((rate) => [1 / rate, at(armOf(rate), 'late')])).exponent,
    claim: { within: [0.85, 1.15] },
    because: 'hovering within a tenth of 2/η at both ends of a factor of 2 leaves 0.15',
    unit: 'plain',
  },
  ...Object.entries(EDGES).flatMap(([arm, edge]): Effect[] => [
    {
      name: `${arm}: late λmax over the edge`,
      sample: (at) => at(arm, 'late') / edge,
      claim: { within: [0.9, 1.2] },
      because:
        'Cohen et al. find it at the edge or a little above; a tenth below and a fifth above is what one calls hovering',
      unit: 'plain',
    },
    {
      name: `${arm}: loss falls over the late part`,
      sample: (at) => Math.log(at(arm, 'loss before') / at(arm, 'loss after')),
      claim: { above: Math.log(1.1) },
      because: 'a tenth in the last third of a run is progress',
      unit: 'factor',
    },
  ]),
  ...RATES.map(
    (rate): Effect => ({
      name: `${armOf(rate)}: epochs of the late part whose loss rises, percent`,
      sample: (at) => at(armOf(rate), 'rises'),
      claim: { above: 5 },
      because: 'a stable run has none; one epoch in twenty cannot be overlooked',
      unit: 'plain',
    }),
  ),
];

export const s9 = statisticalExperiment<ArmConfig>({
  id: 'S9',
  name: 'edge-of-stability',
  statement:
    'Under full-batch descent a tanh network’s λmax rises to 2/η and hovers there (2(1 + β)/η with momentum), while the loss goes up and down and falls all the same.',
  source: 'Cohen et al. 2021, sections 3 and 4; beyond the texts',
  correction:
    'H has a step above 2/λmax diverge. That is so on quadratics: a network at the edge turns to where λmax is smaller.',
  arms: {
    ...Object.fromEntries(
      RATES.map((learningRate): [string, ArmConfig] => [
        armOf(learningRate),
        mlpArm(common, { curvature, training: { epochs: EPOCHS, optimizer: { learningRate } } }),
      ]),
    ),
    [WITH_MOMENTUM]: mlpArm(common, {
      curvature,
      training: {
        epochs: EPOCHS,
        optimizer: { type: 'momentum', momentum: MOMENTUM, learningRate: MOMENTUM_RATE },
      },
    }),
  },
  async measure(arm, seed) {
    const { loss, lambdaMax, status } = await withSession(arm, seed, trajectory);
    const measured = lambdaMax.filter(Number.isFinite);
    const curves = { lambdaMax: measured };
    if (status === 'diverged') {
      return { quantities: { late: null, 'loss before': null, 'loss after': null, rises: null }, curves };
    }
    const late = measured.slice(-LATE / EVERY);
    const tail = loss.slice(-LATE);
    const rises = tail.filter((value, i) => i > 0 && value > tail[i - 1]!).length;
    return {
      quantities: {
        late: late.reduce((sum, value) => sum + value, 0) / late.length,
        'loss before': tail[0]!,
        'loss after': tail.at(-1)!,
        rises: (100 * rises) / LATE,
      },
      curves,
    };
  },
  // A run that diverges has left the edge: far above it, without progress.
  caps: { late: 1000, 'loss before': 1, 'loss after': 1, rises: 0 },
  effects,
  placebo: { effect: 'exponent of the late λmax over 1/η', arm: armOf(0.1) },
  repetition: {
    arm: armOf(0.1),
    onTensorflow,
    quantities: { late: 0.05, 'loss before': 0.05, 'loss after': 0.05 },
    because:
      'at the edge roundings grow until the two runs part, so single epochs say nothing; λmax over the late part and the loss at its two ends are the same to half of what the claim’s own margins allow',
  },
  boundary({ judgement }) {
    const late = judgement.findings.filter(({ name }) => name.includes('late λmax over the edge'));
    return `late λmax over the edge, ${late.map(({ name, estimate }) => `${name.replace(/:.*/, '')}: ${estimate.toPrecision(3)}`).join(', ')}`;
  },
  figure: ({ rows }) =>
    lineChart({
      title: 'λmax rises towards the edge of stability, and no further',
      subtitle:
        'Boston housing, 127 rows, tanh 12-16-16-1; median over seeds, band from the smallest to the largest',
      x: { label: 'epoch' },
      y: { label: 'λmax' },
      height: 340,
      note: `The edge of momentum ${MOMENTUM}, 2(1 + β)/η, is at 2/0.07 as well.`,
      series: Object.keys(EDGES).map((name) => ({
        name,
        points: medianBand(rows.filter(({ arm }) => arm === name).map(({ curves }) => curves.lambdaMax!)).map(
          (point) => ({ ...point, x: point.x * EVERY }),
        ),
      })),
      references: RATES.map((rate) => ({ label: `2/${rate}`, y: 2 / rate })),
    }),
});

reproduceWhenRun(import.meta.url, 'S9');
