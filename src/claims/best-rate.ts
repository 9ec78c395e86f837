import type { Objective } from '../objectives/contract.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';

/** The learning rate that gets furthest in so many steps. */
export interface BestRate {
  readonly rate: number;
  /** The loss that it leaves; infinite where every rate diverges. */
  readonly loss: number;
}

/**
 * Tries learning rates from the same start and takes the one that leaves the smallest loss; of equals the first.
 *
 * @param start [objective.dimension]; left as it is
 * @param rates at least one
 */
export function bestRate(
  objective: Objective,
  start: Float64Array,
  optimizer: Optimizer,
  rates: readonly number[],
  steps: number,
): BestRate {
  const losses = rates.map((rate) => finalLoss(objective, start, optimizer, rate, steps));
  const loss = Math.min(...losses);
  return { rate: rates[losses.indexOf(loss)]!, loss };
}

function finalLoss(
  objective: Objective,
  start: Float64Array,
  optimizer: Optimizer,
  rate: number,
  steps: number,
): number {
  const x = start.slice();
  const state = optimizer.initialize(x.length);
  const gradient = new Float64Array(x.length);
  for (let step = 0; step < steps; step++) {
    objective.gradient(x, gradient);
    optimizer.step(x, gradient, state, rate);
  }
  const loss = objective.value(x);
  return Number.isFinite(loss) ? loss : Number.POSITIVE_INFINITY;
}
