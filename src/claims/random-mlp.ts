import { initializeParameters } from '../models/initialization.ts';
import { mlpLayout, type ParameterLayout } from '../models/layout.ts';
import type { Activation, MlpSpecification } from '../models/specification.ts';
import { type Matrix, matrix } from '../numerics/matrix.ts';
import { randomStream } from '../numerics/random.ts';
import { closedFormObjective } from '../objectives/closed-form/objective.ts';
import type { MlpObjective } from '../objectives/contract.ts';

/** A small network on random rows, at random parameters (biases too, so that no term vanishes by chance). */
export interface RandomMlp {
  readonly specification: MlpSpecification;
  readonly layout: ParameterLayout;
  readonly inputs: Matrix;
  readonly targets: Matrix;
  readonly objective: MlpObjective;
  /** [layout.dimension]. */
  readonly parameters: Float64Array;
}

/** Makes a network on normal inputs and targets, in float64 and the same bytes everywhere. */
export function randomMlp(
  layers: readonly number[],
  activation: Activation,
  rows: number,
  seed: number,
): RandomMlp {
  const stream = randomStream(seed, `claims/mlp/${layers.join('-')}/${activation}`);
  const normal = (columns: number) =>
    matrix(
      rows,
      columns,
      Float64Array.from({ length: rows * columns }, () => stream.normal()),
    );
  const specification = { layers, activation, batchNorm: null };
  const layout = mlpLayout(specification);
  const [inputs, targets] = [normal(layers[0]!), normal(layers.at(-1)!)];
  const parameters = initializeParameters(layout, 'glorot-normal', seed).map(
    (entry) => entry + 0.1 * stream.normal(),
  );
  const objective = closedFormObjective(specification, inputs, targets, { deterministic: true });
  return { specification, layout, inputs, targets, objective, parameters };
}
