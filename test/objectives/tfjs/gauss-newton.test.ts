/*
 * Oracles: JᵀH_out·J with the Jacobian by float64 differences of a network written in plain TypeScript, and H_out by
 * its formula. What only this file can catch: a Jacobian that lacks a path, a wrong output Hessian, outputs taken on the
 * wrong side of a softmax, tensors that stay behind.
 */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { mlpLayout } from '../../../src/models/layout.ts';
import { openBackend } from '../../../src/objectives/tfjs/backend.ts';
import { tfjsMlpObjective } from '../../../src/objectives/tfjs/mlp.ts';
import { modelObjective } from '../../../src/objectives/tfjs/model-objective.ts';
import { backends } from '../../support/backends.ts';
import { type MlpProblem, mlpCases, randomProblem } from '../../support/cases.ts';
import { expectClose } from '../../support/close.ts';
import { operatorContract } from '../../support/operator-contract.ts';
import { identity, jacobian, sandwich, softmaxHessian } from '../../support/plain-network.ts';
import { dense } from '../../curvature/matrices.ts';

await openBackend('wasm');

/** float32 through the forward and two backward passes of three layers, with batch norm on 23 rows. */
const FLOAT32 = 5e-5;

const ACTIVATION = {
  linear: (z: number) => z,
  relu: (z: number) => Math.max(z, 0),
  sigmoid: (z: number) => 1 / (1 + Math.exp(-z)),
  tanh: Math.tanh,
};

/** Predictions of the MLP, rows × outputs in one list. */
function predict({ specification, inputs }: MlpProblem, parameters: Float64Array): number[] {
  const { layers, activation, batchNorm } = specification;
  const tensors = mlpLayout(specification).entries.map(({ offset, size }) =>
    parameters.subarray(offset, offset + size),
  );
  let rows = Array.from({ length: inputs.rows }, (_, r) =>
    Array.from(inputs.values.subarray(r * inputs.columns, (r + 1) * inputs.columns)),
  );
  for (let layer = 1; layer < layers.length; layer++) {
    const [kernel, bias] = [tensors.shift()!, tensors.shift()!];
    const units = layers[layer]!;
    rows = rows.map((row) =>
      Array.from({ length: units }, (_, u) =>
        row.reduce((sum, x, i) => sum + x * kernel[i * units + u]!, bias[u]!),
      ),
    );
    if (layer === layers.length - 1) break;
    if (batchNorm) {
      const [gamma, beta] = [tensors.shift()!, tensors.shift()!];
      for (let u = 0; u < units; u++) {
        const mean = rows.reduce((sum, row) => sum + row[u]!, 0) / rows.length;
        const variance = rows.reduce((sum, row) => sum + (row[u]! - mean) ** 2, 0) / rows.length;
        for (const row of rows) {
          row[u] = (gamma[u]! * (row[u]! - mean)) / Math.sqrt(variance + batchNorm.epsilon) + beta[u]!;
        }
      }
    }
    rows = rows.map((row) => row.map(ACTIVATION[activation]));
  }
  return rows.flat();
}

function product(
  operator: { dimension: number; apply(v: Float64Array, out: Float64Array): void },
  v: Float64Array,
) {
  const out = new Float64Array(operator.dimension).fill(Number.NaN);
  operator.apply(v, out);
  return out;
}

describe.each(backends)('on the %s backend', (name) => {
  beforeAll(async () => {
    await openBackend(name);
  });

  it.each(mlpCases)('the MLP with $name has JᵀJ·2/(nK)', ({ build, specification }) => {
    const problem = build();
    const objective = tfjsMlpObjective(tf, specification, problem.inputs, problem.targets);
    const tensors = tf.memory().numTensors;
    const { gaussNewton } = objective.linearize(problem.parameters);
    const j = jacobian((parameters) => predict(problem, parameters), problem.parameters);
    const expected = sandwich(j, identity(j.length, 2 / j.length));
    expectClose(
      product(gaussNewton!, problem.direction),
      product(dense(expected), problem.direction),
      FLOAT32,
    );
    const held = tf.memory().numTensors;
    product(gaussNewton!, problem.direction);
    expect(tf.memory().numTensors).toBe(held);
    expect(held).toBeGreaterThan(tensors);
    objective.dispose();
    expect(tf.memory().numTensors).toBe(tensors - 2);
  });
});

describe('the operator', () => {
  const problem = randomProblem({ layers: [4, 6, 2], activation: 'tanh', batchNorm: null }, 23, 3);
  operatorContract(
    () =>
      tfjsMlpObjective(tf, problem.specification, problem.inputs, problem.targets).linearize(
        problem.parameters,
      ).gaussNewton!,
    FLOAT32,
  );

  it('of an older linearization stays right, as does the Hessian beside it', () => {
    const objective = tfjsMlpObjective(tf, problem.specification, problem.inputs, problem.targets);
    const first = objective.linearize(problem.parameters);
    const before = [
      product(first.gaussNewton!, problem.direction),
      product(first.hessian, problem.direction),
    ];
    const second = objective.linearize(problem.parameters.map((p) => p + 0.3));
    expect(product(second.gaussNewton!, problem.direction)).not.toEqual(before[0]);
    expect(product(first.gaussNewton!, problem.direction)).toEqual(before[0]);
    expect(product(first.hessian, problem.direction)).toEqual(before[1]);
    objective.dispose();
  });
});

describe("a user's model", () => {
  const classes = 3;
  const problem = randomProblem({ layers: [4, 5, classes], activation: 'tanh', batchNorm: null }, 12, 9);
  const inputs = tf.tensor2d(Float32Array.from(problem.inputs.values), [12, 4]);
  const labels = Array.from({ length: 12 }, (_, row) => row % classes);
  const oneHot = tf.tensor2d(labels.map((label) => [0, 1, 2].map((k) => Number(k === label))));
  const logits = (parameters: Float64Array) => predict(problem, parameters);
  const network = (units: number, ...last: tf.layers.Layer[]) =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 5, inputShape: [4], activation: 'tanh' }),
        ...(last.length > 0 ? last : [tf.layers.dense({ units })]),
      ],
    });
  const fisher = () => {
    const j = jacobian(logits, problem.parameters);
    return sandwich(j, softmaxHessian(logits(problem.parameters), classes));
  };
  const dense3 = (activation?: 'softmax') => tf.layers.dense({ units: 3, ...(activation && { activation }) });

  it.each([
    ['logits and softmaxCrossEntropy', () => network(3), tf.losses.softmaxCrossEntropy],
    [
      'a softmax layer and categoricalCrossentropy',
      () => network(3, dense3('softmax')),
      'categoricalCrossentropy',
    ],
    [
      'the same as a layer of its own',
      () => network(3, dense3(), tf.layers.softmax()),
      'categoricalCrossentropy',
    ],
    [
      'the same by the function',
      () => network(3, dense3(), tf.layers.activation({ activation: 'softmax' })),
      tf.metrics.categoricalCrossentropy,
    ],
  ] as const)('with %s has the Hessian of the loss in the logits between its Jacobians', (_, build, loss) => {
    const model = build();
    const tensors = tf.memory().numTensors;
    const objective = modelObjective(tf, { model, loss, inputs, targets: oneHot });
    const { gaussNewton } = objective.linearize(problem.parameters);
    expectClose(
      product(gaussNewton!, problem.direction),
      product(dense(fisher()), problem.direction),
      FLOAT32,
    );
    objective.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
    model.dispose();
  });

  it('with a sigmoid and binaryCrossentropy has p(1 − p) in the logits', () => {
    const binary = randomProblem({ layers: [4, 5, 1], activation: 'tanh', batchNorm: null }, 12, 10);
    const model = network(1, tf.layers.dense({ units: 1, activation: 'sigmoid' }));
    const source = {
      model,
      loss: 'binaryCrossentropy' as const,
      inputs: tf.tensor2d(Float32Array.from(binary.inputs.values), [12, 4]),
      targets: tf.tensor1d(labels.map((label) => Number(label > 0))),
    };
    const objective = modelObjective(tf, source);
    const { gaussNewton } = objective.linearize(binary.parameters);
    const z = predict(binary, binary.parameters);
    const s = identity(12, 0).map((row, i) => {
      const p = ACTIVATION.sigmoid(z[i]!);
      return row.map((_, k) => (i === k ? (p * (1 - p)) / 12 : 0));
    });
    const j = jacobian((parameters) => predict(binary, parameters), binary.parameters);
    expectClose(
      product(gaussNewton!, binary.direction),
      product(dense(sandwich(j, s)), binary.direction),
      FLOAT32,
    );
    objective.dispose();
  });

  it('leaves penalties out, and has a zero matrix for a loss without curvature in the outputs', () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 1, inputShape: [4], kernelRegularizer: tf.regularizers.l2({ l2: 5 }) }),
      ],
    });
    const targets = tf.zeros([12]);
    const v = Float64Array.of(1, -1, 2, 0.5, 0);
    const at = Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5);
    const squared = modelObjective(tf, { model, loss: 'meanSquaredError', inputs, targets }).linearize(at);
    const difference = product(squared.hessian, v).map(
      (entry, i) => entry - product(squared.gaussNewton!, v)[i]!,
    );
    expectClose(difference, [10, -10, 20, 5, 0], FLOAT32);
    const absolute = modelObjective(tf, { model, loss: 'meanAbsoluteError', inputs, targets }).linearize(at);
    expect([...product(absolute.gaussNewton!, v)]).toEqual([0, 0, 0, 0, 0]);
  });

  it('that is only a loss over variables has none', () => {
    const x = tf.variable(tf.tensor1d([1, 2]));
    const objective = modelObjective(tf, { loss: () => tf.sum(tf.square(x)) as tf.Scalar, variables: [x] });
    expect(objective.linearize(objective.current()).gaussNewton).toBeUndefined();
    objective.dispose();
    x.dispose();
  });
});
