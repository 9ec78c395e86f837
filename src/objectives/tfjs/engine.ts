import type { MlpEngine } from '../engine.ts';
import type { Backend } from './backend.ts';
import { tfjsMlpObjective } from './mlp.ts';
import { correctSecondOrderGradients } from './second-order/correct-second-order-gradients.ts';

/** The MLP by TensorFlow.js autodiff in float32, on the given backend, with its second derivatives mended. */
export function tfjsEngine({ name, tf }: Backend): MlpEngine {
  correctSecondOrderGradients(tf);
  return {
    name: 'tfjs',
    backend: name,
    precision: 'float32',
    createObjective: (specification, inputs, targets) => tfjsMlpObjective(tf, specification, inputs, targets),
    tensorCount: () => tf.memory().numTensors,
  };
}
