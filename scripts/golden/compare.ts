import type { MlpEngine } from '../../src/objectives/engine.ts';
import { largestEigenvalue, smallestEigenvalue } from './eigenvalues.ts';
import type { GoldenCase } from './reference.ts';
import { largestMagnitude, type Quantity, relativeError } from './tolerance.ts';
import { follow, reproducibleSteps, upTo } from './trajectory.ts';

/** The relative error of one quantity on one case. */
export interface Difference {
  readonly quantity: Quantity;
  readonly caseName: string;
  readonly error: number;
}

/** Everything compared on one case, and in words what of it was left out. */
export interface Comparison {
  readonly differences: readonly Difference[];
  readonly omissions: readonly string[];
}

/** Computes with `engine` whatever the case has reference values for, and compares. */
export function compareCase(engine: MlpEngine, golden: GoldenCase): Comparison {
  const { name: caseName, specification, inputs, targets, parameters, eigenvalues } = golden;
  const { precision } = engine;
  const differences: Difference[] = [];
  const omissions: string[] = [];
  const add = (quantity: Quantity, error: number) => differences.push({ quantity, caseName, error });
  const objective = engine.createObjective(specification, inputs, targets);
  try {
    const { value, gradient, hessian } = objective.linearize(parameters);
    const product = new Float64Array(objective.dimension);
    hessian.apply(golden.vector, product);
    add('loss', relativeError([value], [golden.loss]));
    add('gradient', relativeError(gradient, golden.gradient));
    add('product', relativeError(product, golden.hessianVectorProduct));
    if (eigenvalues) {
      const scale = largestMagnitude(eigenvalues);
      const [smallest, largest] = [eigenvalues[0]!, eigenvalues.at(-1)!];
      add('lambda_max', relativeError([largestEigenvalue(hessian, precision)], [largest], scale));
      add('lambda_min', relativeError([smallestEigenvalue(hessian, precision)], [smallest], scale));
    }
    for (const [index, trajectory] of golden.trajectories.entries()) {
      const { steps, sharpnessEvery } = trajectory;
      const last = reproducibleSteps(golden, trajectory, precision);
      if (last < steps) {
        omissions.push(
          `${caseName}: trajectory ${index + 1} is compared up to step ${last} of ${steps}; beyond, it magnifies ` +
            `the roundings of ${precision} alone to more than a tenth of the tolerance`,
        );
      }
      const recorded = follow(objective, precision, parameters, { ...trajectory, steps: last });
      const expected = upTo(last, trajectory, sharpnessEvery);
      add('trajectory_loss', relativeError(recorded.loss, expected.loss));
      add('trajectory_lambda_max', relativeError(recorded.topEigenvalue, expected.topEigenvalue));
    }
  } finally {
    objective.dispose();
  }
  return { differences, omissions };
}
