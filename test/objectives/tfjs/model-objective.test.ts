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

// Before any tensor below is made: the plain backend would print an advertisement with the first one.
await openBackend('wasm');

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

describe('a loss that changes from call to call', () => {
  const [inputs, targets] = [tf.ones([4, 8]), tf.ones([4, 1])];
  const dense = () => tf.layers.dense({ units: 1, kernelInitializer: 'zeros' });
  const source = (...layers: tf.layers.Layer[]) => ({
    model: tf.sequential({ layers }),
    loss: 'meanSquaredError' as const,
    inputs,
    targets,
  });

  it('is refused by the name of its random layer, though its value happens to repeat', () => {
    const dropout = source(tf.layers.dropout({ rate: 0.02, inputShape: [8], name: 'drop' }), dense());
    expect(() => modelObjective(tf, dropout)).toThrow(/random.*drop \(Dropout\).*training: false/);
    expect(modelObjective(tf, { ...dropout, training: false }).dimension).toBe(9);
    const nested = source(tf.sequential({ layers: dropout.model.layers }));
    expect(() => modelObjective(tf, nested)).toThrow(/drop \(Dropout\)/);
  });

  it('is refused where dropout hides in a recurrent layer or a wrapper', () => {
    const steps = { ...source(tf.layers.lstm({ units: 2, dropout: 0.3, inputShape: [4, 2] }), dense()) };
    expect(() => modelObjective(tf, steps)).toThrow(/\(LSTM\) draws new numbers/);
    const inner = tf.layers.gru({ units: 2, recurrentDropout: 0.3 }) as tf.RNN;
    const wrapped = source(
      tf.layers.bidirectional({ layer: inner, inputShape: [4, 2], mergeMode: 'concat' }),
      dense(),
    );
    expect(() => modelObjective(tf, wrapped)).toThrow(/\(Bidirectional\) draws new numbers/);
  });

  it('is refused where a layer carries state over', () => {
    const stateful = tf.layers.lstm({ units: 2, stateful: true, batchInputShape: [4, 4, 2] });
    expect(() => modelObjective(tf, source(stateful, dense()))).toThrow(
      /carries state over.*stateful: false/,
    );
  });

  it('is refused where a function of the user draws numbers, though the value repeats', () => {
    const w = tf.variable(tf.zeros([3]));
    const noise = () => tf.tensor1d(Float32Array.from({ length: 3 }, () => Math.random()));
    const loss = () => tf.sum(tf.mul(w, noise())) as tf.Scalar;
    expect(() => modelObjective(tf, { loss, variables: [w] })).toThrow(
      /gave the losses 0 and 0 and gradients/,
    );
    w.dispose();
  });
});

describe('the loss is the one that model.fit minimises', () => {
  const inputs = tf.tensor2d([[1], [2], [3], [4]]);
  const penalized = () =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 1, inputShape: [1], kernelRegularizer: tf.regularizers.l2({ l2: 5 }) }),
      ],
    });

  it('penalties of regularizers included, those of inner models too', async () => {
    for (const model of [penalized(), tf.sequential({ layers: [penalized()] })]) {
      const targets = tf.tensor2d([[1], [3], [2], [5]]);
      const ours = modelObjective(tf, { model, loss: 'meanSquaredError', inputs, targets });
      const value = ours.value(ours.current());
      const hessian = ours.linearize(ours.current()).hessian;
      const column = new Float64Array(2);
      hessian.apply(Float64Array.of(1, 0), column);
      // (2/n) Σx² = 15, (2/n) Σx = 5, and 2·l2 = 10 on the kernel alone
      expectClose(column, [25, 5], FLOAT32);
      model.compile({ optimizer: tf.train.sgd(0), loss: 'meanSquaredError' });
      expectClose([value], [(await model.trainOnBatch(inputs, targets)) as number], FLOAT32);
      ours.dispose();
    }
  });

  it('targets of shape [rows] stand for [rows, 1] and are not broadcast', () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
    const value = (targets: tf.Tensor) => {
      const ours = modelObjective(tf, { model, loss: 'meanSquaredError', inputs, targets });
      return ours.value(ours.current());
    };
    expect(value(tf.tensor1d([1, 3, 2, 5]))).toBe(value(tf.tensor2d([[1], [3], [2], [5]])));
  });

  it('targets of any other shape are refused with both shapes', () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [1] })] });
    const source = { model, loss: 'categoricalCrossentropy' as const, inputs };
    expect(() => modelObjective(tf, { ...source, targets: tf.tensor1d([0, 1, 2, 0]) })).toThrow(
      /expected shape \[4,3\].*received \[4\]/,
    );
    const sum = (targets: tf.Tensor, predictions: tf.Tensor) => tf.sub(tf.sum(predictions), tf.sum(targets));
    expect(() => modelObjective(tf, { ...source, loss: sum, targets: tf.ones([1, 3]) })).toThrow(
      /received \[1,3\]/,
    );
  });
});

it('a loss over variables gives back the running statistics that it writes', () => {
  const normalization = tf.layers.batchNormalization({ inputShape: [2] });
  const model = tf.sequential({ layers: [normalization, tf.layers.dense({ units: 1 })] });
  const inputs = tf.tensor2d([
    [1, 2],
    [3, 5],
    [8, 1],
  ]);
  const loss = () => tf.mean(tf.square(model.apply(inputs, { training: true }) as tf.Tensor)) as tf.Scalar;
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const before = model.getWeights().map((weight) => [...weight.dataSync()]);
  const tensors = tf.memory().numTensors;
  const ours = modelObjective(tf, { loss, variables });
  ours.linearize(ours.current());
  ours.dispose();
  expect(model.getWeights().map((weight) => [...weight.dataSync()])).toEqual(before);
  expect(tf.memory().numTensors).toBe(tensors);
});

describe('what cannot be an objective is refused in words', () => {
  const w = tf.variable(tf.tensor1d([1, 2]));
  const sum = () => tf.sum(w) as tf.Scalar;
  const anything = (source: object) => source as { loss: () => tf.Scalar; variables: tf.Variable[] };

  it.each<[string, () => unknown, RegExp]>([
    [
      'no module',
      () => modelObjective(undefined as never, anything({})),
      /expected the TensorFlow.js module/,
    ],
    ['no source', () => modelObjective(tf, anything({})), /expected \{ model, loss, inputs, targets \} or/],
    ['a model that is none', () => modelObjective(tf, anything({ model: {} })), /expected a tf.LayersModel/],
    [
      'tensors for variables',
      () => modelObjective(tf, anything({ loss: sum, variables: [tf.ones([2])] })),
      /tf.Variable/,
    ],
    [
      'a variable twice',
      () => modelObjective(tf, { loss: sum, variables: [w, w] }),
      /stands in the list twice/,
    ],
    ['no variables', () => modelObjective(tf, { loss: sum, variables: [] }), /nothing to differentiate/],
    [
      'a loss of two numbers',
      () => modelObjective(tf, anything({ loss: () => tf.square(w), variables: [w] })),
      /one number, received shape \[2\]/,
    ],
    [
      'an async loss',
      () => modelObjective(tf, anything({ loss: async () => sum(), variables: [w] })),
      /must not be async/,
    ],
    [
      'a loss of nothing',
      () => modelObjective(tf, anything({ loss: () => 3, variables: [w] })),
      /it returned 3/,
    ],
  ])('%s', (_, open, message) => {
    expect(open).toThrow(message);
  });
});

it('a refused linearisation keeps no tensors', () => {
  const w = tf.variable(tf.tensor1d([0.5, -1]));
  const loss = () => tf.sum(tf.mod(tf.square(w), tf.scalar(0.3))) as tf.Scalar;
  const before = tf.memory().numTensors;
  const ours = modelObjective(tf, { loss, variables: [w] });
  expect(() => ours.linearize(ours.current())).toThrow(/FloorMod|Mod/);
  expect(tf.memory().numTensors).toBe(before);
  w.dispose();
});

it('an unknown loss, no rows and a model without weights are refused with what to do', () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
  const none = { inputs: tf.zeros([0, 2]), targets: tf.zeros([0, 1]) };
  expect(() => modelObjective(tf, { model, loss: 'meanSquaredError', ...none })).toThrow(
    /inputs: expected at least one row, received predictions of shape \[0,1\]/,
  );
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
