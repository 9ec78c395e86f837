import { exactExperiment } from '../src/claims/experiment.ts';
import { explainedByLine } from '../src/claims/linear-fit.ts';
import { randomMlp } from '../src/claims/random-mlp.ts';
import { medianBand } from '../src/claims/seed-band.ts';
import { reproduceWhenRun } from '../src/cli/reproduce/standalone.ts';
import { lineChart } from '../src/figures/lines.ts';
import { initializeParameters } from '../src/models/initialization.ts';
import { mlpLayout } from '../src/models/layout.ts';
import type { Activation } from '../src/models/specification.ts';
import { matrix } from '../src/numerics/matrix.ts';
import { closedFormObjective } from '../src/objectives/closed-form/objective.ts';
import { heavyBall } from '../src/optimizers/momentum.ts';

/** The sine on three half periods to each side: no line explains much of it. */
const ROWS = 64;
const inputs = matrix(
  ROWS,
  1,
  Float64Array.from({ length: ROWS }, (_, i) => -1.5 + (3 * i) / (ROWS - 1)),
);
const targets = matrix(
  ROWS,
  1,
  inputs.values.map((x) => Math.sin(Math.PI * x)),
);
const EPOCHS = 2000;
const RATE = 0.05;
/** Starts of each network: ReLUs may die, all at once, in one of some fifty. */
const STARTS = 3;
const ACTIVATIONS: readonly Activation[] = ['relu', 'sigmoid', 'tanh'];
/** Of the loss of the best line: half of what a line leaves is far beyond any line. */
const FITTED = 0.5;

export const e9 = exactExperiment<{ readonly hidden: readonly Activation[] }>({
  id: 'E9',
  name: 'nonlinearity',
  statement:
    'Linear layers, however many, make one affine map; with ReLU, sigmoid or tanh between them the same network fits a sine that no affine map can, from the best of three starts.',
  source: 'T 1.1-1.2',
  correction: 'Depth by itself adds nothing: only with an activation do stacked layers represent more.',
  subject: { hidden: ACTIVATIONS },
  measure(seed, { hidden }) {
    const collapsed = [1, 2, 3, 5].map((depth) => collapseError(depth, seed));
    const floor = variance(targets.values) * (1 - explainedByLine(inputs, targets));
    const trained = hidden.map((activation) =>
      Array.from({ length: STARTS }, (_, start) => lossesOf(activation, STARTS * seed + start)),
    );
    const best = trained.map((starts) => starts.reduce((a, b) => (b.at(-1)! < a.at(-1)! ? b : a)));
    const failed = trained.flat().filter((loss) => !(loss.at(-1)! <= FITTED * floor));
    const linear = lossesOf('linear', seed);
    return {
      quantities: {
        collapse: Math.max(...collapsed),
        linear: linear.at(-1)! / floor,
        fitted: Math.max(...best.map((loss) => loss.at(-1)!)) / floor,
        failed: failed.length,
      },
      curves: Object.fromEntries([['linear', linear], ...hidden.map((name, i) => [name, best[i]!])]),
    };
  },
  checks: [
    {
      quantity: 'collapse',
      says: 'loss of 1 to 5 linear layers, against that of one affine map',
      bound: { atMost: 1e-12 },
      because: 'rounding of five matrix products',
    },
    {
      quantity: 'linear',
      says: 'loss of the linear network, over that of the best line',
      bound: { atLeast: 1 - 1e-9 },
      because: 'no affine map is better than the best',
    },
    {
      quantity: 'fitted',
      says: 'loss with an activation, the best of three starts, over that of the best line',
      bound: { atMost: FITTED },
      because:
        'half of what a line leaves is far beyond any line, and within reach of 16 units in 2,000 steps',
    },
  ],
  boundary({ rows }) {
    const failed = rows.reduce((sum, { quantities }) => sum + quantities.failed!, 0);
    return `being able to is not doing so: of ${ACTIVATIONS.length * STARTS * rows.length} starts ${failed} did not get there`;
  },
  figure({ rows }) {
    const names = Object.keys(rows[0]!.curves);
    return lineChart({
      title: 'Without an activation the network stays at the best line',
      subtitle:
        'A sine fitted by 1-16-1, heavy ball, best of three starts; median over seeds, band from smallest to largest',
      x: { label: 'epoch' },
      y: { label: 'train loss', scale: 'log' },
      series: names.map((name) => ({
        name,
        points: medianBand(rows.map(({ curves }) => curves[name]!)).map((point) => ({
          ...point,
          x: point.x * STRIDE,
        })),
      })),
    });
  },
});

const STRIDE = 20;

/** Loss at every `STRIDE`-th epoch. */
function lossesOf(activation: Activation, seed: number): number[] {
  const specification = { layers: [1, 16, 1], activation, batchNorm: null };
  const objective = closedFormObjective(specification, inputs, targets, { deterministic: true });
  const x = initializeParameters(mlpLayout(specification), 'glorot-normal', seed);
  const optimizer = heavyBall(0.9);
  const state = optimizer.initialize(x.length);
  const gradient = new Float64Array(x.length);
  const losses: number[] = [];
  for (let epoch = 0; epoch <= EPOCHS; epoch++) {
    const loss = objective.gradient(x, gradient);
    if (epoch % STRIDE === 0) losses.push(loss);
    optimizer.step(x, gradient, state, RATE);
  }
  objective.dispose();
  return losses;
}

/** Relative difference of the loss of `depth` linear layers and of the affine map W₁W₂⋯, ((b₁W₂ + b₂)W₃ + …). */
function collapseError(depth: number, seed: number): number {
  const layers = [3, ...new Array<number>(depth - 1).fill(4), 2];
  const deep = randomMlp(layers, 'linear', 20, seed);
  let columns = 3;
  // Rows: the unit vectors and the zero, whose images are the columns of the map and its offset.
  let images: number[][] = [0, 1, 2, 3].map((i) => [0, 1, 2].map((j) => (i === j ? 1 : 0)));
  for (let layer = 1; layer <= depth; layer++) {
    const [kernel, bias] = ['kernel', 'bias'].map(
      (name) => deep.layout.entries.find((entry) => entry.name === `layer${layer}/${name}`)!,
    );
    const units = kernel!.shape[1]!;
    const width = columns;
    images = images.map((row) =>
      Array.from({ length: units }, (_, j) => {
        let sum = deep.parameters[bias!.offset + j]!;
        for (let i = 0; i < width; i++) sum += row[i]! * deep.parameters[kernel!.offset + i * units + j]!;
        return sum;
      }),
    );
    columns = units;
  }
  const offset = images[3]!;
  const flat = Float64Array.from([
    ...images.slice(0, 3).flatMap((row) => row.map((entry, j) => entry - offset[j]!)),
    ...offset,
  ]);
  const affine = closedFormObjective(
    { layers: [3, 2], activation: 'linear', batchNorm: null },
    deep.inputs,
    deep.targets,
    { deterministic: true },
  );
  const [one, many] = [affine.value(flat), deep.objective.value(deep.parameters)];
  affine.dispose();
  deep.objective.dispose();
  return Math.abs(many - one) / one;
}

function variance(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

reproduceWhenRun(import.meta.url, 'E9');
