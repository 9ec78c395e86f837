import { type Effect, logRatio, statisticalExperiment } from '../src/claims/experiment.ts';
import { logSpaced } from '../src/claims/random-matrix.ts';
import { spread } from '../src/claims/seed-band.ts';
import { reproduceWhenRun } from '../src/cli/reproduce/standalone.ts';
import { lineChart } from '../src/figures/lines.ts';
import { initializeParameters } from '../src/models/initialization.ts';
import { mlpLayout } from '../src/models/layout.ts';
import type { MlpSpecification } from '../src/models/specification.ts';
import { matrix } from '../src/numerics/matrix.ts';
import { randomStream } from '../src/numerics/random.ts';
import { closedFormObjective } from '../src/objectives/closed-form/objective.ts';
import { openBackend } from '../src/objectives/tfjs/backend.ts';
import { tfjsMlpObjective } from '../src/objectives/tfjs/mlp.ts';

const CONDITIONS = [1, 10, 100, 1000];
const FEATURES = 4;
const ROWS = 128;
/** Of the variance of the target, which is 1. */
const TARGET = 0.1;
/** Most epochs; what has not reached the target by then enters with these. */
const BUDGET = 600;
/** Seven a decade, wide enough that both ends fail. */
const RATES = logSpaced(22, 1e-3, 1);
const PER_DECADE = 7;

interface Arm {
  readonly kappa: number;
  readonly engine?: 'tensorflow';
}

const armOf = (kappa: number) => `κ ${kappa}`;

const effects: Effect[] = [
  {
    name: 'epochs at the best rate, κ 100 / κ 1',
    ...logRatio([armOf(100), 'epochs'], [armOf(1), 'epochs']),
    claim: { above: Math.log(2) },
    because: 'twice the epochs is what one would call poor; in a linear model it would be a hundred times',
  },
  {
    name: 'epochs at the best rate, κ 1000 / κ 10',
    ...logRatio([armOf(1000), 'epochs'], [armOf(10), 'epochs']),
    claim: { above: Math.log(2) },
    because: 'the same a decade further, where a cap makes the ratio the smaller',
  },
  {
    name: 'band of rates that reach the target, in decades, κ 1 less κ 100',
    sample: (at) => at(armOf(1), 'band') - at(armOf(100), 'band'),
    claim: { above: 0.3 },
    because: 'a factor of 2 in the rates to choose from',
    unit: 'plain',
  },
];

export const s7 = statisticalExperiment<Arm>({
  id: 'S7',
  name: 'poor-conditioning',
  statement:
    'The same task with inputs whose covariance has a larger condition number takes gradient descent more epochs, at the best learning rate of each, and leaves fewer rates that work.',
  source: 'H, More theory: poor condition number',
  correction: null,
  arms: Object.fromEntries(CONDITIONS.map((kappa) => [armOf(kappa), { kappa }])),
  async measure({ kappa, engine }, seed) {
    // The target is a function of z; the network sees z with its columns rescaled, their mean square kept at 1.
    const stream = randomStream(seed, 'claims/S7');
    const z = Float64Array.from({ length: ROWS * FEATURES }, () => stream.normal());
    const variances = logSpaced(FEATURES, 1 / kappa, 1);
    const mean = variances.reduce((sum, variance) => sum + variance, 0) / FEATURES;
    const scales = variances.map((variance) => Math.sqrt(variance / mean));
    const inputs = matrix(
      ROWS,
      FEATURES,
      z.map((entry, k) => entry * scales[k % FEATURES]!),
    );
    const raw = Float64Array.from({ length: ROWS }, (_, i) => {
      const sum = z.subarray(i * FEATURES, (i + 1) * FEATURES).reduce((total, entry) => total + entry, 0);
      return Math.sin(sum / Math.sqrt(FEATURES)) + sum / 4;
    });
    const targets = matrix(ROWS, 1, standardize(raw));
    const specification: MlpSpecification = {
      layers: [FEATURES, 16, 1],
      activation: 'tanh',
      batchNorm: null,
    };
    const objective =
      engine === 'tensorflow'
        ? tfjsMlpObjective((await openBackend('wasm')).tf, specification, inputs, targets)
        : closedFormObjective(specification, inputs, targets, { deterministic: true });
    const start = initializeParameters(mlpLayout(specification), 'glorot-normal', seed);
    const gradient = new Float64Array(start.length);
    const epochs = RATES.map((rate) => {
      const x = start.slice();
      for (let epoch = 0; epoch <= BUDGET; epoch++) {
        const loss = objective.gradient(x, gradient);
        if (loss <= TARGET) return epoch;
        if (!(loss < 1e3)) return null;
        for (let i = 0; i < x.length; i++) x[i]! -= rate * gradient[i]!;
      }
      return null;
    });
    objective.dispose();
    const reached = epochs.filter((count) => count !== null);
    return {
      quantities: {
        epochs: reached.length > 0 ? Math.max(1, Math.min(...reached)) : null,
        band: reached.length / PER_DECADE,
      },
    };
  },
  caps: { epochs: BUDGET },
  effects,
  placebo: { effect: 'epochs at the best rate, κ 100 / κ 1', arm: armOf(10) },
  repetition: {
    arm: armOf(100),
    onTensorflow: (arm) => ({ ...arm, engine: 'tensorflow' }),
    quantities: { epochs: 0.05, band: 0.1 },
    because:
      'float32: the epoch at which a loss passes its target may be the next one, and with it one rate of some fifteen may fall out of the band',
  },
  figure: ({ rows }) =>
    lineChart({
      title: 'The larger the condition number, the more epochs',
      subtitle: `To a tenth of the target’s variance at the best of ${RATES.length} rates; median over seeds, band from smallest to largest`,
      x: { label: 'condition number of the inputs’ covariance', scale: 'log' },
      y: { label: 'epochs', scale: 'log' },
      note: `tanh network ${FEATURES}-16-1. Runs that need more than ${BUDGET} epochs stand at ${BUDGET}.`,
      series: [
        {
          name: 'epochs',
          points: CONDITIONS.map((x) => ({
            x,
            ...spread(rows.filter(({ arm }) => arm === armOf(x)).map(({ quantities }) => quantities.epochs!)),
          })),
        },
      ],
    }),
});

function standardize(values: Float64Array) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return Float64Array.from(values, (value) => (value - mean) / deviation);
}

reproduceWhenRun(import.meta.url, 'S7');
