import { type Effect, logRatio, statisticalExperiment } from '../src/claims/experiment.ts';
import {
  mlpArm,
  onTensorflow,
  startSharpness,
  trajectory,
  withKeys,
  withSession,
} from '../src/claims/mlp-arm.ts';
import { reproduceWhenRun } from '../src/cli/reproduce/standalone.ts';
import type { ArmConfig } from '../src/config/schema.ts';
import { intervalChart } from '../src/figures/intervals.ts';
import { norm } from '../src/numerics/vector.ts';
import type { TrainingSession } from '../src/training/session.ts';

const SETS = { 'boston-house-prices': 0.2, penguins: 0.2, 'us-births': 0.9 };
/** Of which the loss after the budget is compared, with their keys. */
const MODEL_KEYS = {
  'linear model': { hidden: [] },
  'ReLU network': { activation: 'relu' },
  'tanh network': { activation: 'tanh' },
};
const MODELS = Object.keys(MODEL_KEYS) as (keyof typeof MODEL_KEYS)[];
const INPUTS = ['raw', 'standardized'] as const;
/** Epochs over which growth is told from decay, and of the budget. */
const WATCHED = 2000;
const BUDGET = 100;
const RATES = [0.25, 0.5, 1, 2];
/**
 * Rates tried for the network, relative to 2/λmax at its start: eighths of an octave from a half on. They are tried in
 * turn, since whether a network fails need not be monotone in the rate, as bisection would have to assume.
 */
const rung = (k: number) => 2 ** (k / 8 - 1);
const ladder = Array.from({ length: 81 }, (_, k) => k);
/** An octave beyond the first failure: there, rates that work again would show. */
const BEYOND = 8;

const armOf = (set: string, inputs: string) => `${set}/${inputs}`;

const effects: Effect[] = Object.keys(SETS).flatMap((set): Effect[] => [
  ...INPUTS.map(
    (inputs): Effect => ({
      name: `${set}, ${inputs}, linear model: largest stable rate · λmax / 2`,
      sample: (at) => (at(armOf(set, inputs), 'bound') * at(armOf(set, inputs), 'lambda')) / 2,
      claim: { within: [0.995, 1.005] },
      because: `bisection to 0.1 %; an excess of 0.5 % grows by e²⁰ in ${WATCHED} steps`,
      unit: 'plain',
    }),
  ),
  {
    name: `${set}: largest stable rate of the linear model, standardized / raw`,
    ...logRatio([armOf(set, 'standardized'), 'bound'], [armOf(set, 'raw'), 'bound']),
    claim: { above: Math.log(10) },
    because: 'inputs far from unit scale: less than a tenfold budget would not be what the text warns of',
  },
  ...MODELS.map(
    (model): Effect => ({
      name: `${set}, ${model}: loss after ${BUDGET} epochs at the best rate, raw / standardized`,
      ...logRatio([armOf(set, 'raw'), `loss ${model}`], [armOf(set, 'standardized'), `loss ${model}`]),
      claim: { above: Math.log(1.2) },
      because:
        model === 'tanh network'
          ? 'as for the others; on raw inputs most tanh units are saturated (S1 counts them), which leaves a loss of its own'
          : 'a fifth of the loss is more than seeds differ by',
      role: model === 'tanh network' ? 'boundary' : 'verdict',
    }),
  ),
  ...INPUTS.flatMap((inputs): Effect[] => [
    {
      name: `${set}, ${inputs}, tanh network: largest stable rate · λmax at the start / 2`,
      sample: (at) => Math.log(at(armOf(set, inputs), 'network factor')),
      claim: { above: 0 },
      because: 'the bound is one of quadratics: a network may leave for where λmax is smaller',
      unit: 'factor',
      role: 'boundary',
    },
    {
      name: `${set}, ${inputs}, tanh network: of the ${BEYOND} rates above the first that fails, do not fail`,
      sample: (at) => at(armOf(set, inputs), 'beyond'),
      claim: { below: 1 },
      because: 'a bound is one only if what lies above it fails',
      unit: 'plain',
      role: 'boundary',
    },
  ]),
]);

export const s3 = statisticalExperiment<ArmConfig>({
  id: 'S3',
  name: 'learning-rate-budget',
  statement:
    'The largest stable learning rate of a linear model is 2/λmax, so that raw inputs, whose λmax is large, leave a small one; linear models and ReLU networks on raw inputs are left with a larger loss after the same epochs, at the best rate of each.',
  source: 'H, Conclusion: directions with large eigenvalues need smaller step sizes',
  correction:
    'For networks 2/λmax at the start is no bound: they go beyond it, by the factor given, since λmax falls on the way. The factor is between neighbours of a ladder, 9 % apart, up to the first rate that fails. Tanh networks are left with a larger loss on raw inputs too, yet for two reasons: the small rate, and units that raw inputs saturate.',
  arms: Object.fromEntries(
    Object.entries(SETS).flatMap(([source, testFraction]) =>
      INPUTS.map((inputs): [string, ArmConfig] => [
        armOf(source, inputs),
        mlpArm({ data: { source, inputs, testFraction }, model: { hidden: [16] } }),
      ]),
    ),
  ),
  async measure(arm, seed) {
    const quantities: Record<string, number | null> = {};
    await withSession(withKeys(arm, { model: { hidden: [] } }), seed, (session) => {
      quantities.lambda = startSharpness(session, 1e-6);
      // Not in float32, whose gradient ends in noise that grows and falls as it comes.
      if (arm.training.engine !== 'tfjs') quantities.bound = largestRate((rate) => grows(session, rate));
    });
    await withSession(arm, seed, (session) => {
      const lambda = startSharpness(session, 1e-6);
      quantities['network lambda'] = lambda;
      const limit = 2 / lambda;
      const isFailing = (k: number) => fails(session, rung(k) * limit);
      const first = ladder.find(isFailing);
      quantities['network factor'] = first === undefined ? null : rung(first - 1);
      const beyond = first === undefined ? [] : ladder.slice(first + 1, first + 1 + BEYOND);
      quantities.beyond = beyond.filter((k) => !isFailing(k)).length;
    });
    for (const model of MODELS) {
      quantities[`loss ${model}`] = await smallestLoss(withKeys(arm, { model: MODEL_KEYS[model] }), seed);
    }
    return { quantities };
  },
  // A run that diverges at every rate is taken as if it had learned nothing: the variance of the target is 1.
  // A network that no rate fails is one whose units are all saturated: it enters at the top of the ladder.
  caps: {
    ...Object.fromEntries(MODELS.map((model) => [`loss ${model}`, 1])),
    'network factor': rung(ladder.length - 1),
  },
  effects,
  placebo: {
    effect: `boston-house-prices, ReLU network: loss after ${BUDGET} epochs at the best rate, raw / standardized`,
    arm: 'boston-house-prices/raw',
  },
  repetition: {
    arm: 'penguins/standardized',
    onTensorflow,
    quantities: { lambda: 1e-4, 'network lambda': 1e-4, 'loss tanh network': 1e-3, 'network factor': 0.1 },
    because:
      'float32: 6e-8 a rounding, in sums over 273 rows, a hundred times over in the loss; one rung of the ladder is 9 %',
  },
  boundary: ({ judgement }) =>
    `largest stable rate of the network over 2/λmax at the start: ${judgement.findings
      .filter(({ name }) => name.includes('tanh network: largest stable rate'))
      .map(({ name, estimate }) => `${name.replace(/, tanh.*/, '')} ${Math.exp(estimate).toPrecision(3)}`)
      .join(', ')}`,
  figure: ({ judgement, rows }) =>
    intervalChart({
      title: 'Largest stable learning rate of linear models and tanh networks, over 2/λmax',
      subtitle: 'Median with its 95 % interval; a tick for each seed; λmax at the start',
      x: { label: 'largest stable rate over 2/λmax', scale: 'log' },
      note: `A network that no rate fails, its units being saturated, stands at ${rung(ladder.length - 1)}.`,
      references: [{ label: '2/λmax', x: 1 }],
      estimates: judgement.findings
        .filter(({ name }) => name.includes('· λmax'))
        .map(({ name, unit, estimate, low, high }) => {
          const [set = '', inputs = '', model = ''] = name.replace(/:.*/, '').split(', ');
          const isNetwork = model.startsWith('tanh');
          const of = (value: number) => (unit === 'factor' ? Math.exp(value) : value);
          const observations = rows
            .filter(({ arm }) => arm === armOf(set, inputs))
            .map(({ quantities: q }) => (isNetwork ? q['network factor']! : (q.bound! * q.lambda!) / 2));
          return {
            name: `${set}, ${inputs}, ${isNetwork ? 'tanh' : 'linear'}`,
            value: of(estimate),
            low: of(low),
            high: of(high),
            observations,
          };
        }),
    }),
});

/** The loss after the budget at the rate that leaves the smallest; null where every rate diverges. */
async function smallestLoss(arm: ArmConfig, seed: number): Promise<number | null> {
  const losses = await Promise.all(
    RATES.map((relativeToStability) => {
      const training = { optimizer: { learningRate: { relativeToStability } }, epochs: BUDGET };
      const config = withKeys(arm, { training, curvature: { every: BUDGET + 1 } });
      return withSession(config, seed, (session) => {
        const { status, loss } = trajectory(session);
        return status === 'completed' ? loss.at(-1)! : Number.POSITIVE_INFINITY;
      });
    }),
  );
  const best = Math.min(...losses);
  return Number.isFinite(best) ? best : null;
}

/** Bisection between rates that no model here fails at, and that every one does. */
function largestRate(fails: (rate: number) => boolean): number {
  let [stable, unstable] = [1e-9, 100];
  while (unstable / stable > 1.001) {
    const middle = Math.sqrt(stable * unstable);
    if (fails(middle)) unstable = middle;
    else stable = middle;
  }
  return stable;
}

/** Linear model: whether the gradient still grows at the end. */
function grows({ training, initial }: TrainingSession, rate: number): boolean {
  const x = initial.slice();
  const gradient = new Float64Array(x.length);
  training.gradient(x, gradient);
  const first = norm(gradient);
  let before = first;
  for (let step = 0; step < WATCHED; step++) {
    for (let i = 0; i < x.length; i++) x[i]! -= rate * gradient[i]!;
    before = norm(gradient);
    training.gradient(x, gradient);
    if (!(norm(gradient) < 1e6 * first)) return true;
    // Down at rounding, where it no longer falls.
    if (norm(gradient) < 1e-9 * first) return false;
  }
  return norm(gradient) > before;
}

/** Network: whether the loss after the budget is above that of the start. */
function fails({ training, initial }: TrainingSession, rate: number): boolean {
  const x = initial.slice();
  const gradient = new Float64Array(x.length);
  const first = training.gradient(x, gradient);
  for (let step = 0; step < BUDGET; step++) {
    for (let i = 0; i < x.length; i++) x[i]! -= rate * gradient[i]!;
    if (!(training.gradient(x, gradient) < 100 * first)) return true;
  }
  return training.value(x) > first;
}

reproduceWhenRun(import.meta.url, 'S3');
