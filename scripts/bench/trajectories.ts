import { armSchema } from '../../src/config/schema.ts';
import { openSession } from '../../src/training/session.ts';
import { train } from '../../src/training/train.ts';
import type { MlpObjective } from '../../src/objectives/contract.ts';

/** A training run along which eigenvalue trackers are compared. */
export interface RunCase {
  readonly name: string;
  readonly data: Record<string, unknown>;
  readonly model: Record<string, unknown>;
  readonly optimizer: Record<string, unknown>;
  readonly epochs: number;
  readonly batchSize?: number;
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

const CHOICES: readonly Choice[] = [
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

/** Data sets raw and standardized, activations, batch norm, update rules; small networks allow full spectra. */
export const CASES: readonly RunCase[] = CHOICES.map(
  ([source, model, optimizer, hidden = SMALL, batchSize]) => ({
    name: `${source}, ${model}, ${optimizer}, ${hidden.join('-')}${batchSize ? `, batches of ${batchSize}` : ''}`,
    data: SOURCES[source],
    model: { ...MODELS[model], hidden },
    optimizer: OPTIMIZERS[optimizer],
    epochs: hidden === SMALL ? 100 : 200,
    ...(batchSize && { batchSize }),
  }),
);

/** Trains a case and keeps its parameters at each epoch, epoch 0 first. */
export async function trajectory(run: RunCase): Promise<Trajectory> {
  const { name, data, model, optimizer, epochs, batchSize } = run;
  const config = armSchema.parse({
    name: 'bench',
    data,
    model,
    training: { engine: 'closed-form', epochs, optimizer, batchSize: batchSize ?? 'full' },
    curvature: { measure: [] },
  });
  const session = await openSession(config, 1);
  const points: Float64Array[] = [];
  for (const event of train(session)) if (event) points.push(event.state.parameters);
  if (points.length === 0) throw new Error(`${name}: no epoch`);
  return { objective: session.curvature, points, dispose: () => session.dispose() };
}
