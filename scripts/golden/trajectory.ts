import { randomStream } from '../../src/numerics/random.ts';
import { closedFormObjective } from '../../src/objectives/closed-form/objective.ts';
import type { Objective } from '../../src/objectives/contract.ts';
import type { Precision } from '../../src/objectives/engine.ts';
import { createOptimizer } from '../../src/optimizers/create.ts';
import { largestEigenvalue } from './eigenvalues.ts';
import type { GoldenCase, GoldenTrajectory } from './reference.ts';
import { type Quantity, relativeError, toleranceOf } from './tolerance.ts';

/** What a trajectory records: `loss` at every step, `topEigenvalue` at every `sharpnessEvery`-th. */
export type Recorded = Pick<GoldenTrajectory, 'loss' | 'topEigenvalue'>;

/** Trains as the trajectory did, from `start`, and records what it recorded. */
export function follow(
  objective: Pick<Objective, 'dimension' | 'gradient' | 'linearize'>,
  precision: Precision,
  start: Float64Array,
  { learningRate, momentum, steps, sharpnessEvery }: GoldenTrajectory,
): Recorded {
  const optimizer = createOptimizer({ type: 'momentum', momentum });
  const state = optimizer.initialize(objective.dimension);
  const parameters = start.slice();
  const gradient = new Float64Array(objective.dimension);
  const loss: number[] = [];
  const topEigenvalue: number[] = [];
  for (let step = 0; step <= steps; step++) {
    loss.push(objective.gradient(parameters, gradient));
    if (step % sharpnessEvery === 0) {
      topEigenvalue.push(largestEigenvalue(objective.linearize(parameters).hessian, precision));
    }
    optimizer.step(parameters, gradient, state, learningRate);
  }
  return { loss, topEigenvalue };
}

/** Relative size of one rounding of the gradient, at most. */
const ROUNDING = { float64: 2 ** -53, float32: 2 ** -24, mixed: 2 ** -53 } as const;

/** A comparison says something about the program as long as roundings use up this share of the tolerance at most. */
const SHARE_OF_ROUNDINGS = 0.1;

/**
 * The last step up to which a trajectory can be reproduced in the given precision by any program at all.
 *
 * Where the learning rate is far above the stability limit, or a relu kink is crossed, each step magnifies the
 * roundings of those before. So the closed form follows the trajectory in float64 twice, the second time with data
 * and parameters moved by one rounding of that precision; the two stay together up to the step returned.
 */
export function reproducibleSteps(
  golden: GoldenCase,
  trajectory: GoldenTrajectory,
  precision: Precision,
): number {
  const { specification, inputs, targets, parameters } = golden;
  const exact = closedFormObjective(specification, inputs, targets);
  const first = follow(exact, 'float64', parameters, trajectory);
  const second = follow(roundedObjective(golden, ROUNDING[precision]), 'float64', parameters, trajectory);
  const { steps, sharpnessEvery } = trajectory;
  const agree = (quantity: Quantity, one: readonly number[], other: readonly number[]) =>
    relativeError(other, one) <= SHARE_OF_ROUNDINGS * toleranceOf(quantity, precision);
  for (let step = 1; step <= steps; step++) {
    const one = upTo(step, first, sharpnessEvery);
    const other = upTo(step, second, sharpnessEvery);
    const together =
      agree('trajectory_loss', one.loss, other.loss) &&
      agree('trajectory_lambda_max', one.topEigenvalue, other.topEigenvalue);
    if (!together) return step - 1;
  }
  return steps;
}

/** The case's objective with inputs, targets and, at each evaluation, parameters off by up to `rounding`, relatively. */
function roundedObjective(
  { specification, inputs, targets }: GoldenCase,
  rounding: number,
): Pick<Objective, 'dimension' | 'gradient' | 'linearize'> {
  const stream = randomStream(0, 'roundings');
  const rounded = (values: Float64Array) =>
    values.map((value) => value + value * rounding * (2 * stream.uniform() - 1));
  const objective = closedFormObjective(
    specification,
    { ...inputs, values: rounded(inputs.values) },
    { ...targets, values: rounded(targets.values) },
  );
  return {
    dimension: objective.dimension,
    gradient: (parameters, out) => objective.gradient(rounded(parameters), out),
    linearize: (parameters) => objective.linearize(rounded(parameters)),
  };
}

/** The part of a record that belongs to steps 0 to `step`. */
export function upTo(step: number, { loss, topEigenvalue }: Recorded, sharpnessEvery: number): Recorded {
  return {
    loss: loss.slice(0, step + 1),
    topEigenvalue: topEigenvalue.slice(0, Math.floor(step / sharpnessEvery) + 1),
  };
}
