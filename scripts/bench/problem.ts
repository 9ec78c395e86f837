import { initializeParameters } from '../../src/models/initialization.ts';
import { mlpLayout } from '../../src/models/layout.ts';
import type { MlpSpecification } from '../../src/models/specification.ts';
import { type Matrix, matrix } from '../../src/numerics/matrix.ts';
import { randomStream } from '../../src/numerics/random.ts';

/** A network with data, parameters and a direction, the same for every engine. */
export interface Problem {
  readonly name: string;
  readonly specification: MlpSpecification;
  readonly inputs: Matrix;
  readonly targets: Matrix;
  readonly parameters: Float64Array;
  readonly direction: Float64Array;
}

/**
 * The networks on which engines are compared: two small ones, where overhead rules (the second has the shape of a
 * run on the Boston housing data), and a large one, where arithmetic does.
 */
export const PROBLEMS: readonly Problem[] = [
  problem([16, 32, 32, 1], 256),
  problem([13, 32, 32, 1], 404),
  problem([64, 128, 128, 1], 512),
];

function problem(layers: readonly number[], rows: number): Problem {
  const specification: MlpSpecification = { layers, activation: 'tanh', batchNorm: null };
  const layout = mlpLayout(specification);
  const stream = randomStream(1, 'bench');
  const normals = (count: number) => Float64Array.from({ length: count }, () => stream.normal());
  return {
    name: `${layers.join('-')}, ${rows} rows`,
    specification,
    inputs: matrix(rows, layers[0]!, normals(rows * layers[0]!)),
    targets: matrix(rows, 1, normals(rows)),
    parameters: initializeParameters(layout, 'glorot-normal', 1),
    direction: normals(layout.dimension),
  };
}
