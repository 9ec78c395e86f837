import { initializeParameters } from '../../src/models/initialization.ts';
import { mlpLayout } from '../../src/models/layout.ts';
import type { MlpSpecification } from '../../src/models/specification.ts';
import { type Matrix, matrix } from '../../src/numerics/matrix.ts';
import { randomStream } from '../../src/numerics/random.ts';

/** Full-batch gradient descent that measures λmax before each step and after the last. */
export interface Job {
  readonly steps: number;
  readonly learningRate: number;
  /** Of the residual ‖Hv − λv‖ relative to |λ|. */
  readonly tolerance: number;
}

/** A network with data, parameters and a direction, the same for every engine. */
export interface Problem {
  /** Layers and rows, for tables. */
  readonly name: string;
  /** The layers: '16-32-32-1'. */
  readonly network: string;
  readonly specification: MlpSpecification;
  readonly inputs: Matrix;
  readonly targets: Matrix;
  readonly parameters: Float64Array;
  readonly direction: Float64Array;
}

/** Small enough that overhead rules. */
export const SMALL = problem([16, 32, 32, 1], 256);
/** The shape of a run on the Boston housing data, for whole jobs. */
export const HOUSING = problem([13, 32, 32, 1], 506);
/** Large enough that arithmetic rules. */
export const LARGE = problem([64, 128, 128, 1], 512);

export const PROBLEMS: readonly Problem[] = [SMALL, HOUSING, LARGE];

/** The whole job, on `HOUSING`. */
export const JOB: Job = { steps: 200, learningRate: 0.05, tolerance: 1e-3 };

/** Inputs are standard normal; targets a smooth function of them with noise, so that training has something to find. */
function problem(layers: readonly number[], rows: number): Problem {
  const specification: MlpSpecification = { layers, activation: 'tanh', batchNorm: null };
  const layout = mlpLayout(specification);
  const stream = randomStream(1, 'bench');
  const normals = (count: number) => Float64Array.from({ length: count }, () => stream.normal());
  const columns = layers[0]!;
  const inputs = matrix(rows, columns, normals(rows * columns));
  const targets = normals(rows).map((noise, row) => {
    const features = inputs.values.subarray(row * columns, (row + 1) * columns);
    return features.reduce((sum, x) => sum + Math.sin(x), 0) / Math.sqrt(columns) + 0.1 * noise;
  });
  const network = layers.join('-');
  return {
    name: `${network}, ${rows} rows`,
    network,
    specification,
    inputs,
    targets: matrix(rows, 1, targets),
    parameters: initializeParameters(layout, 'glorot-normal', 1),
    direction: normals(layout.dimension),
  };
}
