import { QUANTITIES, type Quantity } from '../../src/config/schema/quantities.ts';

/** An engine to soak. */
export interface SoakCondition {
  readonly name: string;
  readonly engine: 'closed-form' | 'tfjs';
  /** Backend of TensorFlow.js. */
  readonly backend: 'wasm' | 'native';
  /** Epochs from one measurement of every quantity to the next. */
  readonly every: number;
}

/** A product in TensorFlow.js costs a hundred times one of the closed form on so small a net: there each 100th epoch measures. */
export const conditions: readonly SoakCondition[] = [
  { name: 'closed-form', engine: 'closed-form', backend: 'wasm', every: 1 },
  { name: 'tfjs-wasm', engine: 'tfjs', backend: 'wasm', every: 100 },
  { name: 'tfjs-native', engine: 'tfjs', backend: 'native', every: 100 },
];

/** Fewer products where the number of them is only a matter of accuracy. */
const OPTIONS: { readonly [Q in Quantity]?: object } = {
  trace: { probes: 10, method: 'hutch++' },
  top_eigenvalues: { count: 3 },
  alignment: { count: 3 },
  density: { probes: 2, steps: 20 },
};

/** Every quantity there is, batch norm, momentum, mini-batches and a test split: all that a run can carry along. */
export function soakConfig({ engine, backend, every }: SoakCondition, epochs: number): object {
  return {
    name: 'soak',
    seeds: [1],
    data: { source: 'sine', rows: 60, features: 3, testFraction: 0.2 },
    model: { hidden: [6, 5], activation: 'tanh', batchNorm: true },
    training: {
      engine,
      backend,
      epochs,
      batchSize: 16,
      optimizer: { type: 'momentum', learningRate: 0.01, momentum: 0.9 },
    },
    curvature: {
      engine,
      every,
      measure: QUANTITIES.map((quantity) => ({ [quantity]: OPTIONS[quantity] ?? {} })),
    },
  };
}
