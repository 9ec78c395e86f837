import { armSchema } from '../../src/config/schema.ts';
import { openSession } from '../../src/training/session.ts';
import { train } from '../../src/training/train.ts';
import type { MlpObjective } from '../../src/objectives/contract.ts';

/** Which runs a tracker's constants were chosen on, and which were never looked at while choosing. */
export type RunGroup = 'tuning' | 'validation';

/** A training run along which eigenvalue trackers are compared. */
export interface RunCase {
  readonly name: string;
  readonly group: RunGroup;
  readonly data: Record<string, unknown>;
  readonly model: Record<string, unknown>;
  readonly optimizer: Record<string, unknown>;
  readonly epochs: number;
  readonly batchSize: number | 'full';
  readonly seed: number;
}

/** A run's points: its parameters at each epoch, and the objective whose Hessian is measured there. */
export interface Trajectory {
  readonly objective: MlpObjective;
  readonly points: readonly Float64Array[];
  dispose(): void;
}

const TARGETS = { targets: 'standardized' };
const SOURCES = {
  'boston raw': { source: 'boston-house-prices', inputs: 'raw', ...TARGETS },
  'boston standardized': { source: 'boston-house-prices', inputs: 'standardized', ...TARGETS },
  'penguins raw': { source: 'penguins', inputs: 'raw', ...TARGETS },
  'penguins standardized': { source: 'penguins', inputs: 'standardized', ...TARGETS },
  sine: { source: 'sine', rows: 200, features: 4, ...TARGETS },
  'cps-wages raw': { source: 'cps-wages', inputs: 'raw', ...TARGETS },
  'cps-wages standardized': { source: 'cps-wages', inputs: 'standardized', ...TARGETS },
  /** A tenth of the rows trains. */
  'us-births': { source: 'us-births', inputs: 'standardized', testFraction: 0.9, ...TARGETS },
  chebyshev: { source: 'chebyshev', rows: 100, ...TARGETS },
} as const;

const MODELS = {
  tanh: { activation: 'tanh' },
  sigmoid: { activation: 'sigmoid' },
  relu: { activation: 'relu' },
  'batch norm': { activation: 'tanh', batchNorm: true },
} as const;

const OPTIMIZERS = {
  'gradient descent': { type: 'gradient-descent', learningRate: { relativeToStability: 0.8 } },
  momentum: { type: 'momentum', momentum: 0.9, learningRate: { relativeToStability: 0.5 } },
  'gradient descent, 0.3': { type: 'gradient-descent', learningRate: { relativeToStability: 0.3 } },
  'gradient descent, 1.3': { type: 'gradient-descent', learningRate: { relativeToStability: 1.3 } },
  'momentum, 1.0': { type: 'momentum', momentum: 0.8, learningRate: { relativeToStability: 1 } },
  nesterov: { type: 'nesterov', momentum: 0.95, learningRate: { relativeToStability: 0.4 } },
} as const;

type Choice = readonly [
  keyof typeof SOURCES,
  keyof typeof MODELS,
  keyof typeof OPTIMIZERS,
  (readonly number[])?,
  number?,
];

const SMALL = [8, 8];
const LARGE = [32, 32];

const TUNING: readonly Choice[] = [
  ...(
    ['boston raw', 'boston standardized', 'penguins raw', 'penguins standardized', 'sine'] as const
  ).flatMap((source) =>
    (['tanh', 'sigmoid', 'relu', 'batch norm'] as const).map(
      (model, i) => [source, model, i % 2 === 0 ? 'gradient descent' : 'momentum', SMALL] as const,
    ),
  ),
  ['boston raw', 'tanh', 'momentum', SMALL],
  ['boston standardized', 'tanh', 'momentum', SMALL],
  ['penguins raw', 'relu', 'momentum', SMALL],
  ['sine', 'relu', 'momentum', SMALL],
  ['boston standardized', 'tanh', 'gradient descent', SMALL, 32],
  ['boston standardized', 'tanh', 'gradient descent', LARGE],
  ['boston standardized', 'tanh', 'momentum', LARGE],
  ['boston raw', 'tanh', 'gradient descent', LARGE],
  ['boston raw', 'relu', 'momentum', LARGE],
];

/** Other data, networks, update rules and learning rates than those of `TUNING`, and at the end its own with fresh seeds. */
const VALIDATION: readonly Choice[] = [
  ['cps-wages standardized', 'tanh', 'nesterov', [16, 16, 16]],
  ['cps-wages standardized', 'batch norm', 'gradient descent, 0.3', SMALL, 64],
  ['cps-wages raw', 'relu', 'gradient descent, 0.3', SMALL],
  ['cps-wages raw', 'tanh', 'gradient descent, 1.3', SMALL],
  ['us-births', 'tanh', 'gradient descent, 1.3', SMALL],
  ['us-births', 'sigmoid', 'nesterov', SMALL],
  ['us-births', 'batch norm', 'momentum, 1.0', SMALL],
  ['us-births', 'relu', 'gradient descent, 0.3', SMALL, 32],
  ['chebyshev', 'relu', 'nesterov', SMALL],
  ['chebyshev', 'batch norm', 'momentum, 1.0', SMALL, 50],
  ['chebyshev', 'tanh', 'gradient descent, 1.3', [16, 16, 16]],
  ['boston standardized', 'tanh', 'momentum, 1.0', SMALL],
  ['boston raw', 'tanh', 'momentum', SMALL],
  ['boston standardized', 'relu', 'gradient descent', SMALL],
  ['sine', 'batch norm', 'momentum', SMALL],
];
const FRESH_SEEDS = [11, 12, 13];

/** The seed leaves its mark in the name where a choice is run with several. */
function runCase(choice: Choice, group: RunGroup, seed: number): RunCase {
  const [source, model, optimizer, hidden = SMALL, batchSize = 'full'] = choice;
  const batches = batchSize === 'full' ? '' : `, batches of ${batchSize}`;
  const mark = group === 'tuning' ? '' : `, seed ${seed}`;
  return {
    name: `${source}, ${model}, ${optimizer}, ${hidden.join('-')}${batches}${mark}`,
    group,
    data: SOURCES[source],
    model: { ...MODELS[model], hidden },
    optimizer: OPTIMIZERS[optimizer],
    epochs: hidden === LARGE ? 200 : group === 'tuning' ? 100 : 60,
    batchSize,
    seed,
  };
}

/** All runs; small networks allow full spectra. */
export const CASES: readonly RunCase[] = [
  ...TUNING.map((choice) => runCase(choice, 'tuning', 1)),
  ...FRESH_SEEDS.flatMap((seed) => VALIDATION.map((choice) => runCase(choice, 'validation', seed))),
];

/** Trains a case and keeps its parameters at each epoch, epoch 0 first. */
export async function trajectory(run: RunCase): Promise<Trajectory> {
  const { name, data, model, optimizer, epochs, batchSize, seed } = run;
  const config = armSchema.parse({
    name: 'bench',
    data,
    model,
    training: { engine: 'closed-form', epochs, optimizer, batchSize },
    curvature: { measure: [] },
  });
  const session = await openSession(config, seed);
  const points: Float64Array[] = [];
  for (const event of train(session)) if (event) points.push(event.state.parameters);
  if (points.length === 0) throw new Error(`${name}: no epoch`);
  return { objective: session.curvature, points, dispose: () => session.dispose() };
}
