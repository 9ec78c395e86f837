/*
 * Oracles: the closed form for a dense network, and the analytic Hessian of functions written by hand. What only
 * this file can catch: a model whose weights, running statistics or tensors are not as before.
 */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { closedFormObjective } from '../../../src/objectives/closed-form/objective.ts';
import { openBackend } from '../../../src/objectives/tfjs/backend.ts';
import { modelObjective } from '../../../src/objectives/tfjs/model-objective.ts';
import { backends } from '../../support/backends.ts';
import { randomProblem } from '../../support/cases.ts';
import { expectClose } from '../../support/close.ts';

/** float32 through two layers and batch norm on 23 rows. */
const FLOAT32 = 2e-5;

describe.each(backends)('on the %s backend', (name) => {
  beforeAll(async () => {
    await openBackend(name);
  });

  it.each([false, true])(
    'a layers model with batch norm %s has the gradient and the products of the closed form',
    (batchNorm) => {
      const specification = {
        layers: [4, 6, 1],
        activation: 'tanh' as const,
        batchNorm: batchNorm ? { epsilon: 1e-3, momentum: 0.99 } : null,
      };
      const problem = randomProblem(specification, 23, 5);
      const model = tf.sequential();
      model.add(tf.layers.dense({ units: 6, inputShape: [4] }));
      if (batchNorm) model.add(tf.layers.batchNormalization({ epsilon: 1e-3 }));
      model.add(tf.layers.activation({ activation: 'tanh' }));
      model.add(tf.layers.dense({ units: 1 }));
      const inputs = tf.tensor2d(Float32Array.from(problem.inputs.values), [23, 4]);
      const targets = tf.tensor2d(Float32Array.from(problem.targets.values), [23, 1]);

      const weightsBefore = model.getWeights().map((weight) => [...weight.dataSync()]);
      const tensorsBefore = tf.memory().numTensors;
      const ours = modelObjective(tf, { model, loss: 'meanSquaredError', inputs, targets });
      const oracle = closedFormObjective(specification, problem.inputs, problem.targets);
      const [point, expected] = [ours.linearize(problem.parameters), oracle.linearize(problem.parameters)];
      expectClose([point.value], [expected.value], FLOAT32);
      expectClose(point.gradient, expected.gradient, FLOAT32);
      const [product, wanted] = [new Float64Array(ours.dimension), new Float64Array(ours.dimension)];
      point.hessian.apply(problem.direction, product);
      expected.hessian.apply(problem.direction, wanted);
      expectClose(product, wanted, FLOAT32);

      ours.dispose();
      expect(model.getWeights().map((weight) => [...weight.dataSync()])).toEqual(weightsBefore);
      expect(tf.memory().numTensors).toBe(tensorsBefore);
      tf.dispose([inputs, targets]);
      model.dispose();
    },
  );

  it('any loss over variables is differentiated: Rosenbrock at (0, 0.5)', () => {
    const x = tf.variable(tf.tensor1d([0, 0.5]));
    const rosenbrock = () => {
      const [a, b] = [tf.slice(x, 0, 1), tf.slice(x, 1, 1)];
      const valley = tf.square(tf.sub(b, tf.square(a)));
      return tf.add(tf.square(tf.sub(1, a)), tf.mul(100, valley)).asScalar();
    };
    const ours = modelObjective(tf, { loss: rosenbrock, variables: [x] });
    const { value, gradient, hessian } = ours.linearize(ours.current());
    // f = (1 − a)² + 100(b − a²)²: Hessian [[2 − 400b + 1200a², −400a], [−400a, 200]]
    expectClose([value], [26], FLOAT32);
    expectClose(gradient, [-2, 100], FLOAT32);
    const column = new Float64Array(2);
    hessian.apply(Float64Array.of(1, 0), column);
    expectClose(column, [-198, 0], FLOAT32);
    hessian.apply(Float64Array.of(0, 1), column);
    expectClose(column, [0, 200], FLOAT32);
    ours.dispose();
    x.dispose();
  });

  it('a linear function has a zero Hessian', () => {
    const x = tf.variable(tf.tensor1d([1, 2, 3]));
    const ours = modelObjective(tf, { loss: () => tf.sum(tf.mul(x, 2)) as tf.Scalar, variables: [x] });
    const product = new Float64Array(3).fill(7);
    ours.linearize(ours.current()).hessian.apply(Float64Array.of(1, 1, 1), product);
    expect([...product]).toEqual([0, 0, 0]);
    ours.dispose();
    x.dispose();
  });
});

it('a random loss is refused with both values and the remedy', () => {
  const model = tf.sequential({
    layers: [tf.layers.dropout({ rate: 0.5, inputShape: [8] }), tf.layers.dense({ units: 1 })],
  });
  const [inputs, targets] = [tf.ones([4, 8]), tf.ones([4, 1])];
  const source = { model, loss: 'meanSquaredError' as const, inputs, targets };
  expect(() => modelObjective(tf, source)).toThrow(
    /two evaluations at the same weights gave .* training: false/,
  );
  expect(modelObjective(tf, { ...source, training: false }).dimension).toBe(9);
});

it('an unknown loss and a model without weights are refused with what to do', () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
  const [inputs, targets] = [tf.ones([4, 2]), tf.ones([4, 1])];
  expect(() => modelObjective(tf, { model, loss: 'mse' as 'meanSquaredError', inputs, targets })).toThrow(
    /unknown name "mse"; use meanSquaredError, .* or a function/,
  );
  for (const layer of model.layers) layer.trainable = false;
  expect(() => modelObjective(tf, { model, loss: 'meanSquaredError', inputs, targets })).toThrow(
    /no trainable weights/,
  );
});

describe('operations outside the table of second derivatives', () => {
  const x = () => tf.variable(tf.tensor1d([0.3, -0.7]));
  /** Cubes its argument; `slope` is what its gradient function claims. */
  const cube = (slope: (t: tf.Tensor) => tf.Tensor) =>
    tf.customGrad((t, save) => {
      const input = t as tf.Tensor;
      (save as unknown as (kept: tf.Tensor[]) => void)([input]);
      return {
        value: tf.mul(input, tf.mul(input, input)),
        gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, slope(saved[0]!)),
      };
    });

  it("a user's own gradient is used once it agrees with finite differences", () => {
    const variable = x();
    const right = cube((t) => tf.mul(3, tf.square(t)));
    const ours = modelObjective(tf, {
      loss: () => tf.sum(right(variable)) as tf.Scalar,
      variables: [variable],
    });
    const product = new Float64Array(2);
    ours.linearize(ours.current()).hessian.apply(Float64Array.of(1, 1), product);
    // d²(x³)/dx² = 6x
    expectClose(product, [1.8, -4.2], FLOAT32);
    ours.dispose();
    variable.dispose();
  });

  it('is refused, every time, when its product is not the derivative of its gradient', () => {
    const variable = x();
    // The value of the slope is right, but it is computed where the tape cannot see it depend on x.
    const wrong = cube((t) => tf.tensor1d(Array.from(t.dataSync(), (entry) => 3 * entry ** 2)));
    const ours = modelObjective(tf, {
      loss: () => tf.sum(wrong(variable)) as tf.Scalar,
      variables: [variable],
    });
    expect(() => ours.linearize(ours.current())).toThrow(/Hessian-vector product.* is wrong/);
    expect(() => ours.linearize(ours.current())).toThrow(/Hessian-vector product.* is wrong/);
    ours.dispose();
    variable.dispose();
  });
});
