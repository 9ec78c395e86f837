import { type Effect, logRatio, statisticalExperiment } from '../src/claims/experiment.ts';
import { mlpArm, onTensorflow, withSession } from '../src/claims/mlp-arm.ts';
import { medianBand } from '../src/claims/seed-band.ts';
import { reproduceWhenRun } from '../src/cli/reproduce/standalone.ts';
import type { ArmConfig } from '../src/config/schema.ts';
import { denseSpectrum } from '../src/curvature/critical-points/dense-spectrum.ts';
import { gradientAlignment } from '../src/curvature/local-model/gradient-alignment.ts';
import { figureGrid } from '../src/figures/grid.ts';
import { lineChart } from '../src/figures/lines.ts';
import { randomStream, randomUnitVector } from '../src/numerics/random.ts';
import { train } from '../src/training/train.ts';

/** Size of the top eigenspace. */
const TOP = 5;
const EPOCHS = 200;
const EVERY = 25;
const SETS = ['boston-house-prices', 'penguins', 'cps-wages'];
const BATCH = 32;
/** Of the runs by mini-batches, which take 9 to 14 steps in each. */
const BATCH_EPOCHS = 100;

interface Arm {
  readonly config: ArmConfig;
  /** What is looked for in the top space: the full gradient, or a direction drawn at random, whose share is chance. */
  readonly direction: 'gradient' | 'random';
}

const armOf = (set: string, what: 'gradient' | 'random' | 'mini-batches') => `${set}/${what}`;

const margin = { claim: { above: Math.log(5) }, because: 'five times chance cannot be taken for chance' };

const effects: Effect[] = SETS.flatMap((set): Effect[] => [
  ...['start', 'end'].map(
    (when): Effect => ({
      name: `${set}, ${when}: share in the top ${TOP} eigenvectors, gradient / random direction`,
      ...logRatio([armOf(set, 'gradient'), when], [armOf(set, 'random'), when]),
      ...margin,
    }),
  ),
  {
    // A random direction has the same share of any space of this size: the arm without batches serves as well.
    name: `${set}, end of mini-batches of ${BATCH}: share in the top ${TOP} eigenvectors, gradient / random direction`,
    ...logRatio([armOf(set, 'mini-batches'), 'end'], [armOf(set, 'random'), 'end']),
    ...margin,
  },
]);

const armsOf = (source: string): [string, Arm][] => {
  const common = {
    data: { source, inputs: 'standardized', testFraction: 0.2 },
    model: { hidden: [12] },
    training: { epochs: EPOCHS },
    curvature: { every: EPOCHS },
  };
  const config = mlpArm(common);
  const batches = mlpArm(common, { training: { epochs: BATCH_EPOCHS, batchSize: BATCH } });
  return [
    [armOf(source, 'gradient'), { config, direction: 'gradient' }],
    [armOf(source, 'random'), { config, direction: 'random' }],
    [armOf(source, 'mini-batches'), { config: batches, direction: 'gradient' }],
  ];
};

export const s10 = statisticalExperiment<Arm>({
  id: 'S10',
  name: 'gradient-in-top-space',
  statement:
    'The contributions (vᵢᵀg)²/‖g‖² of the few top eigenvectors add up to far more of the gradient of the training loss than their number over that of the parameters: at the start, after training by mini-batches, and after training on the full batch.',
  source: 'T 3.2.5, contribution; Gur-Ari et al. 2018, section 2',
  correction:
    'T defines the contribution and says nothing of its size. Gur-Ari et al. find it large after a short time of mini-batch training, and the noise of the batches is why (Song et al. 2024): each step throws the parameters up a steep wall again. Full-batch descent below the edge of stability ends otherwise: on a quadratic the gradient along vᵢ shrinks as (1 − ηλᵢ)ᵏ, in the steep directions first (E3), and what is left near a minimum lies in the flat ones.',
  arms: Object.fromEntries(SETS.flatMap(armsOf)),
  measure: ({ config, direction }, seed) =>
    withSession(config, seed, (session) => {
      const stream = randomStream(seed, 'claims/S10');
      const shares: number[] = [];
      for (const event of train(session)) {
        if (event === null || event.record.epoch % EVERY !== 0) continue;
        const { gradient, hessian } = session.curvature.linearize(event.state.parameters);
        const { values, vectors } = denseSpectrum(hessian)!;
        const pairs = vectors.slice(-TOP).map((vector, i) => ({ value: values.at(i - TOP)!, vector }));
        const looked = direction === 'gradient' ? gradient : randomUnitVector(stream, gradient.length);
        shares.push(gradientAlignment(looked, pairs).share!);
      }
      return { quantities: { start: shares[0]!, end: shares.at(-1)! }, curves: { shares } };
    }),
  caps: {},
  effects,
  placebo: {
    effect: `penguins, end: share in the top ${TOP} eigenvectors, gradient / random direction`,
    arm: 'penguins/gradient',
  },
  repetition: {
    arm: 'penguins/gradient',
    onTensorflow: (arm) => ({ ...arm, config: onTensorflow(arm.config) }),
    quantities: { start: 1e-4, end: 1e-2 },
    because:
      'float32: 6e-8 a rounding, in sums over 273 rows; at the end the share is the square of a small part of what is left of the gradient',
  },
  boundary({ judgement }) {
    const count = (when: string) =>
      judgement.findings.filter(({ name, verdict }) => name.includes(`, ${when}`) && verdict === 'supported')
        .length;
    return `above chance at the start on ${count('start:')} of ${SETS.length} sets, after mini-batches on ${count('end of mini-batches')}, after the full batch on ${count('end:')}`;
  },
  figure({ rows }) {
    const line = (set: string, what: Parameters<typeof armOf>[1], name: string) => ({
      name,
      points: medianBand(
        rows.filter(({ arm }) => arm === armOf(set, what)).map(({ curves }) => curves.shares!),
      ).map((point) => ({ ...point, x: point.x * EVERY })),
    });
    const panel = (title: string, what: 'gradient' | 'mini-batches', epochs: number) =>
      lineChart({
        title,
        width: 400,
        x: { label: 'epoch', domain: [0, epochs] },
        y: { label: `share of the gradient in the top ${TOP} eigenvectors`, domain: [0, 1] },
        series: [...SETS.map((set) => line(set, what, set)), line(SETS[0]!, 'random', 'random direction')],
      });
    return figureGrid(
      {
        title: `Share of the gradient in the top ${TOP} eigenvectors along training`,
        subtitle:
          'tanh networks with 12 hidden units, gradient of the whole training split; median over seeds, band from the smallest to the largest',
      },
      [
        panel('full batch', 'gradient', EPOCHS),
        panel(`mini-batches of ${BATCH}`, 'mini-batches', BATCH_EPOCHS),
      ],
    );
  },
});

reproduceWhenRun(import.meta.url, 'S10');
