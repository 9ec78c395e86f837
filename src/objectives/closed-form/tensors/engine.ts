import type { MlpEngine } from '../../engine.ts';
import type { Backend } from '../../tfjs/backend.ts';
import { checkData, checkSpecification } from '../checks.ts';
import { objectiveOf } from '../passes-objective.ts';
import { tensorPasses } from './passes.ts';

/**
 * The closed form in TensorFlow.js operations, float32, for nets that are too large for the WebAssembly kernel's one
 * vector unit: see `prefersTensors`. It computes on whatever backend is current; that must be `backend` again when an
 * objective is used after another one was opened, as with every objective of TensorFlow.js.
 *
 * @param backend an open backend, native where there is one; the engine's `backend` is its name and '-ops'
 */
export function tensorsEngine({ name, tf }: Backend): MlpEngine {
  return {
    name: 'closed-form',
    backend: `${name}-ops`,
    precision: 'float32',
    createObjective(specification, inputs, targets) {
      checkSpecification(specification);
      checkData(specification, inputs, targets);
      return objectiveOf(specification, tensorPasses(tf, specification, inputs, targets));
    },
    tensorCount: () => tf.memory().numTensors,
  };
}
