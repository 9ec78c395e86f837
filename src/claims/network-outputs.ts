import type { MlpSpecification } from '../models/specification.ts';
import type { Matrix } from '../numerics/matrix.ts';
import { activationFunction } from '../objectives/closed-form/reference/activations.ts';
import { forward } from '../objectives/closed-form/reference/forward.ts';
import { layerViews } from '../objectives/closed-form/reference/layers.ts';
import { allocatePasses } from '../objectives/closed-form/reference/pass.ts';

/**
 * What a network predicts, [rows, outputs] row by row: objectives tell its loss alone.
 *
 * @param inputs [rows, layers[0]]
 * @param parameters [dimension of the network's layout]
 */
export function networkOutputs(
  specification: MlpSpecification,
  inputs: Matrix,
  parameters: Float64Array,
): Float64Array {
  const passes = allocatePasses(specification, inputs.rows, inputs.values);
  const { output } = passes.at(-1)!;
  const targets = new Float64Array(output.length);
  const layers = layerViews(specification)(parameters);
  forward(inputs.rows, layers, activationFunction(specification.activation), targets, passes);
  return output;
}
