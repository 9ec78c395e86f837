import { dialInputs, rotateInputs } from '../src/claims/dialled-inputs.ts';
import { type Effect, logRatio, statisticalExperiment } from '../src/claims/experiment.ts';
import { explainedByLine } from '../src/claims/linear-fit.ts';
import { mlpArm } from '../src/claims/mlp-arm.ts';
import { networkOutputs } from '../src/claims/network-outputs.ts';
import { logSpaced } from '../src/claims/random-matrix.ts';
import { spread } from '../src/claims/seed-band.ts';
import { reproduceWhenRun } from '../src/cli/reproduce/standalone.ts';
import { prepareData } from '../src/data/prepare.ts';
import type { Axis } from '../src/figures/axis.ts';
import { figureGrid } from '../src/figures/grid.ts';
import { lineChart } from '../src/figures/lines.ts';
import { initializeParameters } from '../src/models/initialization.ts';
import { mlpLayout } from '../src/models/layout.ts';
import type { MlpSpecification } from '../src/models/specification.ts';
import { type Matrix, matrix } from '../src/numerics/matrix.ts';
import { randomStream } from '../src/numerics/random.ts';
import { closedFormObjective } from '../src/objectives/closed-form/objective.ts';
import type { Objective } from '../src/objectives/contract.ts';
import { openBackend } from '../src/objectives/tfjs/backend.ts';
import { tfjsMlpObjective } from '../src/objectives/tfjs/mlp.ts';

const SYNTHETIC = 'synthetic';
const SETS = [SYNTHETIC, 'boston-house-prices', 'penguins', 'cps-wages'];
const CONDITIONS = [1, 10, 100, 1000];
const HIDDEN = 16;
/** Most epochs; what has not reached the target by then enters with these. */
const BUDGET = 600;
/** Seven a decade, so half the margin of the band apart; the largest first. That both ends fail is checked in each run. */
const PER_DECADE = 7;
const RATES = logSpaced(5 * PER_DECADE + 1, 1e-5, 1).reverse();
/** Epochs after which one looks what has been learned along flat and steep inputs. */
const WATCHED = 30;

interface Arm {
  readonly set: string;
  readonly kappa: number;
  readonly engine?: 'tensorflow';
}

const armOf = (set: string, kappa: number) => `${set}, κ ${kappa}`;

const effects: Effect[] = SETS.flatMap((set): Effect[] => [
  {
    name: `${set}: epochs at the best rate, κ 100 / κ 1`,
    ...logRatio([armOf(set, 100), 'epochs'], [armOf(set, 1), 'epochs']),
    claim: { above: Math.log(2) },
    because: 'twice the epochs is what one would call poor; in a linear model it would be a hundred times',
  },
  {
    name: `${set}: epochs at the best rate, κ 1000 / κ 10`,
    ...logRatio([armOf(set, 1000), 'epochs'], [armOf(set, 10), 'epochs']),
    claim: { above: Math.log(2) },
    because: 'the same a decade further, where a cap makes the ratio the smaller',
  },
  {
    name: `${set}: band of rates that reach the target, in decades, κ 1 less κ 100`,
    sample: (at) => at(armOf(set, 1), 'band') - at(armOf(set, 100), 'band'),
    claim: { above: 0.3 },
    because: 'a factor of 2 in the rates to choose from',
    unit: 'plain',
  },
  {
    name: `${set}: signal along the flat inputs left after ${WATCHED} epochs at the largest rate that never goes uphill, κ 100 / κ 1`,
    ...logRatio([armOf(set, 100), 'flat left'], [armOf(set, 1), 'flat left']),
    claim: { above: Math.log(2) },
    because: 'twice the signal left is the least that one would call slower progress',
  },
]);

export const s7 = statisticalExperiment<Arm>({
  id: 'S7',
  name: 'poor-conditioning',
  statement:
    'The same task with inputs whose covariance has a larger condition number takes gradient descent more epochs, at the best learning rate of each, and leaves fewer rates that work; the largest rate that never goes uphill makes less progress along the inputs of small spread.',
  source: 'H, More theory: poor condition number',
  correction: null,
  arms: Object.fromEntries(
    SETS.flatMap((set) => CONDITIONS.map((kappa): [string, Arm] => [armOf(set, kappa), { set, kappa }])),
  ),
  async measure({ set, kappa, engine }, seed) {
    const { white, targets, target } = set === SYNTHETIC ? syntheticTask(seed) : realTask(set, seed);
    const inputs = dialInputs(white, kappa);
    const specification: MlpSpecification = {
      layers: [inputs.columns, HIDDEN, 1],
      activation: 'tanh',
      batchNorm: null,
    };
    const objective =
      engine === 'tensorflow'
        ? tfjsMlpObjective((await openBackend('wasm')).tf, specification, inputs, targets)
        : closedFormObjective(specification, inputs, targets, { deterministic: true });
    const start = initializeParameters(mlpLayout(specification), 'glorot-normal', seed);
    const reached: number[] = [];
    let downhill: Float64Array | null = null;
    for (const rate of RATES) {
      const { epochs, uphill, watched } = descend(objective, start, rate, target);
      if (epochs !== null) reached.push(epochs);
      if (epochs !== null && (rate === RATES[0] || rate === RATES.at(-1))) {
        throw new RangeError(
          `S7: ${armOf(set, kappa)} still reaches its target at the rate ${rate}, an end of the grid`,
        );
      }
      if (uphill > WATCHED) downhill ??= watched;
      // Downhill all the way, yet too slowly: so is every smaller rate. (Without this, the recorded numbers are the same.)
      if (epochs === null && uphill > BUDGET) break;
    }
    objective.dispose();
    const signal = correlations(white, targets.values);
    const residuals = downhill && residualsOf(targets, networkOutputs(specification, inputs, downhill));
    const left = residuals && correlations(white, residuals);
    return {
      quantities: {
        epochs: reached.length > 0 ? Math.max(1, Math.min(...reached)) : null,
        band: reached.length / PER_DECADE,
        'flat left': left && left.flat / signal.flat,
        'steep left': left && left.steep / signal.steep,
      },
    };
  },
  // Where every rate goes uphill, nothing has been learned.
  caps: { epochs: BUDGET, 'flat left': 1, 'steep left': 1 },
  effects,
  placebo: {
    effect: `${SYNTHETIC}: epochs at the best rate, κ 100 / κ 1`,
    arm: armOf(SYNTHETIC, 10),
  },
  repetition: {
    arm: armOf(SYNTHETIC, 100),
    onTensorflow: (arm) => ({ ...arm, engine: 'tensorflow' }),
    quantities: { epochs: 0.05, band: 0.1 },
    because:
      'float32: the epoch at which a loss passes its target may be the next one, and with it one rate of some fifteen may fall out of the band',
  },
  figure({ rows }) {
    const of = (quantity: string) => rows.map(({ quantities }) => quantities[quantity]!);
    const share: Axis = {
      label: 'share',
      domain: [0, Math.max(1, ...of('flat left'), ...of('steep left'))],
    };
    const panel = (quantity: string, title: string, y: Axis) =>
      lineChart({
        title,
        width: 400,
        height: 250,
        x: { label: 'condition number of the inputs’ covariance', scale: 'log' },
        y,
        series: SETS.map((set) => ({
          name: set,
          points: CONDITIONS.map((x) => ({
            x,
            ...spread(
              rows.filter(({ arm }) => arm === armOf(set, x)).map(({ quantities }) => quantities[quantity]!),
            ),
          })),
        })),
      });
    return figureGrid(
      {
        title: 'Epochs, usable rates and progress against the condition number of the inputs',
        subtitle:
          'tanh networks with 16 hidden units on white inputs whose columns are rescaled; median over seeds, band from smallest to largest',
        note: `Runs that need more than ${BUDGET} epochs stand at ${BUDGET}. Flat and steep: the halves of the inputs with the smaller and the larger spread; the largest rate whose loss never rises in ${WATCHED} epochs.`,
      },
      [
        panel('epochs', 'Epochs to the target at the best rate', { label: 'epochs', scale: 'log' }),
        panel('band', 'Band of rates that reach the target', { label: 'decades' }),
        panel('flat left', `Signal left along flat inputs, epoch ${WATCHED}`, share),
        panel('steep left', `Signal left along steep inputs, epoch ${WATCHED}`, share),
      ],
    );
  },
});

/** A regression on white inputs with the loss to reach; targets have variance 1. */
interface Task {
  readonly white: Matrix;
  readonly targets: Matrix;
  readonly target: number;
}

/** A function of the sum of four normal inputs, so that each of them matters as much. */
function syntheticTask(seed: number): Task {
  const [rows, columns] = [128, 4];
  const stream = randomStream(seed, 'claims/S7');
  const z = Float64Array.from({ length: rows * columns }, () => stream.normal());
  const raw = Float64Array.from({ length: rows }, (_, i) => {
    const sum = z.subarray(i * columns, (i + 1) * columns).reduce((total, entry) => total + entry, 0);
    return Math.sin(sum / Math.sqrt(columns)) + sum / 4;
  });
  return { white: matrix(rows, columns, z), targets: matrix(rows, 1, standardize(raw)), target: 0.1 };
}

/**
 * A bundled set with its inputs whitened and turned at random: which of them become flat is left to chance. The target is
 * nine tenths of what linear regression explains, as in S1.
 */
function realTask(source: string, seed: number): Task {
  const { data } = mlpArm({ data: { source, inputs: 'whitened', testFraction: 0.2 } });
  const { inputs, targets } = prepareData(data, seed).train;
  const white = rotateInputs(inputs, randomStream(seed, 'claims/S7/rotation'));
  return { white, targets, target: 1 - 0.9 * explainedByLine(white, targets) };
}

/** Descends to the target, at most for BUDGET epochs and at least for WATCHED. */
function descend(objective: Objective, start: Float64Array, rate: number, target: number) {
  const x = start.slice();
  const gradient = new Float64Array(x.length);
  let [epochs, watched]: [number | null, Float64Array | null] = [null, null];
  /** The first epoch whose loss is above the one before. */
  let uphill = Number.POSITIVE_INFINITY;
  let before = Number.POSITIVE_INFINITY;
  for (let epoch = 0; epoch <= BUDGET; epoch++) {
    const loss = objective.gradient(x, gradient);
    if (!(loss < 1e3)) return { epochs, uphill: Math.min(uphill, epoch), watched };
    if (loss > before) uphill = Math.min(uphill, epoch);
    before = loss;
    if (loss <= target) epochs ??= epoch;
    if (epoch === WATCHED) watched = x.slice();
    if (epochs !== null && epoch >= WATCHED) break;
    for (let i = 0; i < x.length; i++) x[i]! -= rate * gradient[i]!;
  }
  return { epochs, uphill, watched };
}

function residualsOf(targets: Matrix, outputs: Float64Array): Float64Array {
  return targets.values.map((target, i) => target - outputs[i]!);
}

/** Σ over the rows of white inputs times values: its length over the flat half of the inputs, and over the steep half. */
function correlations({ rows, columns, values: inputs }: Matrix, values: Float64Array) {
  const length = (from: number, to: number) => {
    let sum = 0;
    for (let j = from; j < to; j++) {
      let along = 0;
      for (let i = 0; i < rows; i++) along += inputs[i * columns + j]! * values[i]!;
      sum += along ** 2;
    }
    return Math.sqrt(sum);
  };
  const half = Math.floor(columns / 2);
  return { flat: length(0, half), steep: length(columns - half, columns) };
}

function standardize(values: Float64Array) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return Float64Array.from(values, (value) => (value - mean) / deviation);
}

reproduceWhenRun(import.meta.url, 'S7');
