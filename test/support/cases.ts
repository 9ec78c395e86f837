import { mlpLayout } from '../../src/models/layout.ts';
import type { Activation, MlpSpecification } from '../../src/models/specification.ts';
import { type Matrix, matrix } from '../../src/numerics/matrix.ts';
import { randomStream } from '../../src/numerics/random.ts';

/** Everything an MLP objective is made from and asked about. */
export interface MlpProblem {
  readonly specification: MlpSpecification;
  readonly inputs: Matrix;
  readonly targets: Matrix;
  readonly parameters: Float64Array;
  /** A direction v to multiply the Hessian with. */
  readonly direction: Float64Array;
}

/** One row of the case table; `build` gives the same problem each time. */
export interface MlpCase {
  readonly name: string;
  readonly specification: MlpSpecification;
  readonly build: () => MlpProblem;
}

/**
 * {linear, relu, sigmoid, tanh} × {no batch norm, batch norm} × {normalized, raw inputs}: 4-6-5-2 on 23 rows,
 * each with a seed of its own. Raw inputs have mean 3 and standard deviation 2.
 */
export const mlpCases: readonly MlpCase[] = (['linear', 'relu', 'sigmoid', 'tanh'] as Activation[])
  .flatMap((activation) =>
    [null, { epsilon: 1e-3, momentum: 0.99 }].map((batchNorm) => ({ activation, batchNorm })),
  )
  .flatMap((choice) => (['normalized', 'raw'] as const).map((inputs) => ({ ...choice, inputs })))
  .map(({ activation, batchNorm, inputs }, index) => {
    const specification = { layers: [4, 6, 5, 2], activation, batchNorm };
    const [mean, deviation] = inputs === 'raw' ? [3, 2] : [0, 1];
    return {
      name: `${activation}, ${batchNorm ? 'batch norm' : 'no batch norm'}, ${inputs} inputs`,
      specification,
      build: () => randomProblem(specification, 23, 100 + index, mean, deviation),
    };
  });

/**
 * A problem drawn from a seed: kernels of variance 1/inputs, biases and beta about 0, gamma about 1, normal
 * inputs and targets.
 */
export function randomProblem(
  specification: MlpSpecification,
  rows: number,
  seed: number,
  inputMean = 0,
  inputDeviation = 1,
): MlpProblem {
  const { layers } = specification;
  const stream = randomStream(seed, 'mlp problem');
  const normals = (count: number, mean: number, deviation: number) =>
    Float64Array.from({ length: count }, () => mean + deviation * stream.normal());
  const { entries, dimension } = mlpLayout(specification);
  const parameters = new Float64Array(dimension);
  for (const { name, shape, offset, size } of entries) {
    const deviation = name.endsWith('kernel') ? 1 / Math.sqrt(shape[0]!) : 0.1;
    parameters.set(normals(size, name.endsWith('gamma') ? 1 : 0, deviation), offset);
  }
  const [columns, outputs] = [layers[0]!, layers.at(-1)!];
  return {
    specification,
    inputs: matrix(rows, columns, normals(rows * columns, inputMean, inputDeviation)),
    targets: matrix(rows, outputs, normals(rows * outputs, 0, 1)),
    parameters,
    direction: normals(dimension, 0, 1),
  };
}
