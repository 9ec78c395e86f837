import * as tf from '@tensorflow/tfjs';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { beforeAll, expect, it } from 'vitest';
import { topEigenvalue } from '../../src/inspection/top-eigenvalue.ts';
import { randomStream } from '../../src/numerics/random.ts';
import { openBackend } from '../../src/objectives/tfjs/backend.ts';

beforeAll(async () => {
  await openBackend('wasm');
});

/** A converged power iteration is right to residual²/gap; float32 products add 1e-6 of λ. */
const TOLERANCE = 1e-4;

it("a linear model's top eigenvalue is that of (2/n) X̃ᵀX̃", () => {
  const stream = randomStream(1, 'inputs');
  const rows = Array.from({ length: 40 }, () => Array.from({ length: 3 }, () => 2 + stream.normal()));
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [3] })] });
  const inputs = tf.tensor2d(rows);
  const targets = tf.tensor2d(rows.map((row) => [Math.sin(row[0]!)]));
  const before = tf.memory().numTensors;
  const { value, residual, converged } = topEigenvalue(tf, {
    model,
    loss: tf.losses.meanSquaredError,
    inputs,
    targets,
  });

  const augmented = new Matrix(rows.map((row) => [...row, 1]));
  const gram = augmented
    .transpose()
    .mmul(augmented)
    .mul(2 / 40);
  const expected = Math.max(...new EigenvalueDecomposition(gram, { assumeSymmetric: true }).realEigenvalues);
  expect(Math.abs(value - expected)).toBeLessThan(TOLERANCE * expected);
  expect(converged).toBe(true);
  expect(residual).toBeLessThan(1e-3 * value);
  expect(tf.memory().numTensors).toBe(before);
});

it('at a saddle the top eigenvalue is the largest one, though another is larger in magnitude', () => {
  const x = tf.variable(tf.tensor1d([0.1, 0.2]));
  // Hessian diag(2, −6)
  const loss = () => tf.sum(tf.mul(tf.square(x), tf.tensor1d([1, -3]))) as tf.Scalar;
  const result = topEigenvalue(tf, { loss, variables: [x] });
  expect(result.value).toBeCloseTo(2, 4);
  expect(result.smallest?.value).toBeCloseTo(-6, 4);
  x.dispose();
});
