import type { Scalar } from '@tensorflow/tfjs';
import type { Matrix } from '../numerics/matrix.ts';
import type { Objective } from '../objectives/contract.ts';
import { openBackend } from '../objectives/tfjs/backend.ts';
import { modelObjective } from '../objectives/tfjs/model-objective.ts';

/**
 * ½xᵀAx − bᵀx by TensorFlow.js autodiff in float32, on its plain backend: a matrix this small gains nothing by another.
 *
 * @param a [n, n], symmetric
 * @param b [n]
 * @returns the objective, which the caller disposes of
 */
export async function tensorflowQuadratic(
  a: Matrix,
  b: Float64Array,
): Promise<Objective & { dispose(): void }> {
  const { tf } = await openBackend('cpu');
  const n = a.rows;
  const variable = tf.variable(tf.zeros([n, 1]));
  const matrix = tf.tensor2d(Array.from(a.values), [n, n]);
  const offset = tf.tensor2d(Array.from(b), [n, 1]);
  const loss = () => {
    const square = tf.sum(tf.mul(variable, tf.matMul(matrix, variable)));
    return tf.sub(tf.mul(0.5, square), tf.sum(tf.mul(offset, variable))) as Scalar;
  };
  const objective = modelObjective(tf, { loss, variables: [variable] });
  const { dimension } = objective;
  return {
    dimension,
    value: (x) => objective.value(x),
    gradient: (x, out) => objective.gradient(x, out),
    linearize: (x) => objective.linearize(x),
    dispose() {
      objective.dispose();
      tf.dispose([variable, matrix, offset]);
    },
  };
}
