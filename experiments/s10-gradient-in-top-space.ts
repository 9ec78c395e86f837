import { type Effect, logRatio, statisticalExperiment } from '../src/claims/experiment.ts';
import { mlpArm, onTensorflow, withSession } from '../src/claims/mlp-arm.ts';
import { medianBand } from '../src/claims/seed-band.ts';
import { reproduceWhenRun } from '../src/cli/reproduce/standalone.ts';
import type { ArmConfig } from '../src/config/schema.ts';
import { denseSpectrum } from '../src/curvature/critical-points/dense-spectrum.ts';
import { gradientAlignment } from '../src/curvature/local-model/gradient-alignment.ts';
import { lineChart } from '../src/figures/lines.ts';
import { randomStream, randomUnitVector } from '../src/numerics/random.ts';
import { train } from '../src/training/train.ts';

/** Size of the top eigenspace. */
const TOP = 5;
const EPOCHS = 200;
const EVERY = 25;
const SETS = ['boston-house-prices', 'penguins', 'cps-wages'];
const DIRECTIONS = ['gradient', 'random'] as const;

interface Arm {
  readonly config: ArmConfig;
  /** What is looked for in the top space: the gradient, or a direction drawn at random, whose share is chance. */
  readonly direction: (typeof DIRECTIONS)[number];
}

const armOf = (set: string, direction: string) => `${set}/${direction}`;

const effects: Effect[] = SETS.flatMap((set) =>
  ['start', 'end'].map(
    (when): Effect => ({
      name: `${set}, ${when}: share in the top ${TOP} eigenvectors, gradient / random direction`,
      ...logRatio([armOf(set, 'gradient'), when], [armOf(set, 'random'), when]),
      claim: { above: Math.log(5) },
      because: 'five times chance cannot be taken for chance',
    }),
  ),
);

export const s10 = statisticalExperiment<Arm>({
  id: 'S10',
  name: 'gradient-in-top-space',
  statement:
    'The contributions (vᵢᵀg)²/‖g‖² of the few top eigenvectors add up to far more of the gradient than their number over that of the parameters, at the start and after training.',
  source: 'T 3.2.5, contribution; Gur-Ari et al. 2018, section 2',
  correction: null,
  arms: Object.fromEntries(
    SETS.flatMap((source) =>
      DIRECTIONS.map((direction): [string, Arm] => {
        const data = { source, inputs: 'standardized', testFraction: 0.2 };
        const config = mlpArm({
          data,
          model: { hidden: [12] },
          training: { epochs: EPOCHS },
          curvature: { every: EPOCHS },
        });
        return [armOf(source, direction), { config, direction }];
      }),
    ),
  ),
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
    const of = (when: string, verdict: string) =>
      judgement.findings.filter(
        (finding) => finding.name.includes(`, ${when}:`) && finding.verdict === verdict,
      ).length;
    return `above chance on ${of('start', 'supported')} of ${SETS.length} sets at the start, refuted on ${of('end', 'refuted')} after training: full-batch descent below the edge of stability converges in the steep directions first (E3), and the gradient leaves them`;
  },
  figure: ({ rows }) =>
    lineChart({
      title: `The gradient starts in the top ${TOP} directions; what becomes of it`,
      subtitle:
        'tanh networks with 12 hidden units; median over seeds, band from the smallest to the largest',
      x: { label: 'epoch' },
      y: { label: `share of the gradient in the top ${TOP} eigenvectors`, domain: [0, 1] },
      series: SETS.flatMap((set) =>
        (set === SETS[0] ? DIRECTIONS : DIRECTIONS.slice(0, 1)).map((direction) => ({
          name: direction === 'random' ? `${set}, random direction` : set,
          points: medianBand(
            rows.filter(({ arm }) => arm === armOf(set, direction)).map(({ curves }) => curves.shares!),
          ).map((point) => ({ ...point, x: point.x * EVERY })),
        })),
      ),
    }),
});

reproduceWhenRun(import.meta.url, 'S10');
