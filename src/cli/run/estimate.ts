import type { ArmConfig } from '../../config/schema.ts';
import type { ParameterLayout } from '../../models/layout.ts';
import { plannedQuantities, startQuantity } from '../../training/quantities/table.ts';
import type { TrainingSession } from '../../training/session.ts';
import { estimateMemory, type MemoryEstimate } from './memory.ts';

/** What one seed of an arm will cost. Counts of gradients and steps are exact unless the run stops early. */
export interface CostEstimate extends MemoryEstimate {
  readonly parameters: number;
  readonly trainRows: number;
  readonly testRows: number;
  /** Rows that the curvature is of. */
  readonly curvatureRows: number;
  readonly seeds: number;
  /** Per seed, as all that follows. */
  readonly steps: number;
  readonly gradients: number;
  /** Hessian-vector products, from typical counts per measurement; hard spectra need more. */
  readonly products: number;
  readonly seconds: number;
  /** What `seconds` rests on. */
  readonly basis: string;
}

/** Counts what a run of this session would do, and times one gradient and one product for the seconds. */
export function estimateCost(session: TrainingSession): CostEstimate {
  const { config, data, layout, specification } = session;
  const { epochs, batchSize } = config.training;
  const rows = data.train.inputs.rows;
  const testRows = data.test?.inputs.rows ?? 0;
  const stepsPerEpoch = batchSize === 'full' ? 1 : Math.ceil(rows / batchSize);
  const steps = epochs * stepsPerEpoch;
  // Each row of epochs.csv has the full gradient, which is also the next step's with full batches.
  const gradients = epochs + 1 + (batchSize === 'full' ? 0 : steps);
  const products = estimateProducts(config, layout);
  const gradientTime = timeGradient(session);
  const productTime = timeProduct(session);
  return {
    parameters: layout.dimension,
    trainRows: rows,
    testRows,
    curvatureRows: session.curvatureRows.part.inputs.rows,
    ...estimateMemory({ specification, trainRows: rows, testRows }, config),
    seeds: config.seeds.length,
    steps,
    gradients,
    products,
    seconds: (gradients * gradientTime + products * productTime) / 1000,
    basis: `one full gradient took ${milliseconds(gradientTime)} (${engineOf(session, 'training')}) and one product ${milliseconds(productTime)} (${engineOf(session, 'curvature')}) on this machine just now`,
  };
}

/** Typical products of one seed; a learning rate relative to stability measures λmax once at the start. */
export function estimateProducts({ curvature, training }: ArmConfig, layout: ParameterLayout): number {
  const size = { parameters: layout.dimension, tensors: layout.entries.length };
  const planned = plannedQuantities(curvature);
  const isRelative = typeof training.optimizer.learningRate === 'object';
  const measuresTop = planned.some(({ quantity }) => quantity === 'lambda_max');
  let products = isRelative && !measuresTop ? startQuantity(curvature).cost(size).first : 0;
  for (const { every, cost } of planned) {
    const { first, later } = cost(size);
    products += first + later * Math.floor(training.epochs / every);
  }
  return Math.round(products);
}

function timeGradient({ training, initial }: TrainingSession): number {
  const gradient = new Float64Array(initial.length);
  // Never twice the same point: an objective may remember its last one.
  return fastest((call) =>
    training.gradient(
      initial.map((entry) => entry * (1 + call * 1e-6)),
      gradient,
    ),
  );
}

function timeProduct({ curvature, initial }: TrainingSession): number {
  const { hessian } = curvature.linearize(initial);
  const product = new Float64Array(initial.length);
  return fastest(() => hessian.apply(initial, product));
}

/** Milliseconds of the fastest call, of at least three and for 50 ms: the first ones compile. */
function fastest(action: (call: number) => void): number {
  let best = Number.POSITIVE_INFINITY;
  let total = 0;
  for (let call = 1; call <= 3 || total < 50; call++) {
    const start = performance.now();
    action(call);
    const elapsed = performance.now() - start;
    best = Math.min(best, elapsed);
    total += elapsed;
  }
  return best;
}

function engineOf({ engines }: TrainingSession, role: 'training' | 'curvature'): string {
  const { name, backend } = engines[role];
  return `${name} on ${backend}`;
}

function milliseconds(time: number): string {
  return `${Number(time.toPrecision(2))} ms`;
}
