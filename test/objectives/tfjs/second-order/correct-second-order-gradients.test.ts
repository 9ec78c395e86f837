import { cpSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Scalar, Tensor } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { availableBackends, openBackend } from '../../../../src/objectives/tfjs/backend.ts';
import { correctSecondOrderGradients } from '../../../../src/objectives/tfjs/second-order/index.ts';
import type { Tensorflow } from './op-case.ts';

const X = 0.5;
const T = Math.tanh(X);
const SLOPE = 1 - T * T;
/** Float32 and the backend's own tanh. */
const DIGITS = 5;

let tf: Tensorflow;
beforeAll(async () => {
  tf = (await openBackend('cpu')).tf;
});

/** f″(0.5) for f = tanh², which is 2(1 − t²)² − 4t²(1 − t²). */
const SECOND = 2 * SLOPE ** 2 - 4 * T * T * SLOPE;
function secondDerivative(
  tensorflow: Pick<Tensorflow, 'grad' | 'scalar' | 'square' | 'tanh' | 'tidy'>,
): number {
  const f = (x: Tensor) => tensorflow.square(tensorflow.tanh(x));
  return tensorflow.tidy(() => tensorflow.grad(tensorflow.grad(f))(tensorflow.scalar(X)).dataSync()[0]!);
}

describe('TensorFlow.js as it ships', () => {
  it('takes the saved tanh for a constant: 2(1 − t²)² without its second term', () => {
    expect(secondDerivative(tf)).toBeCloseTo(2 * SLOPE ** 2, DIGITS);
  });
});

describe('correctSecondOrderGradients', () => {
  it('makes the second derivative right, without being given the module', () => {
    correctSecondOrderGradients();
    expect(secondDerivative(tf)).toBeCloseTo(SECOND, DIGITS);
  });

  it('does nothing the second time, with or without the module', () => {
    const engine = tf.engine() as unknown as { addTapeNode: unknown; customGrad: unknown };
    const { addTapeNode, customGrad } = engine;
    const greater = tf.getGradient('Greater');
    correctSecondOrderGradients(tf);
    correctSecondOrderGradients();
    expect(engine.addTapeNode).toBe(addTapeNode);
    expect(engine.customGrad).toBe(customGrad);
    expect(tf.getGradient('Greater')).toBe(greater);
  });

  it('leaves a gradient alone that the user has registered', () => {
    const config = { kernelName: 'LogicalOr', gradFunc: () => ({}) };
    const ours = tf.getGradient('LogicalOr')!;
    tf.registerGradient(config);
    correctSecondOrderGradients(tf);
    expect(tf.getGradient('LogicalOr')).toBe(config);
    tf.registerGradient(ours);
  });

  it('makes the third derivative right too', () => {
    const f = (x: Tensor) => tf.tanh(x);
    const third = tf.tidy(
      () =>
        tf
          .grad(tf.grad(tf.grad(f)))(tf.scalar(X))
          .dataSync()[0]!,
    );
    expect(third).toBeCloseTo(-2 * SLOPE ** 2 + 4 * T * T * SLOPE, DIGITS);
  });

  it('covers a second copy of tfjs-core, loaded afterwards from another folder', () => {
    const require = createRequire(import.meta.url);
    const original = dirname(require.resolve('@tensorflow/tfjs-core/package.json'));
    const copy = mkdtempSync(join(tmpdir(), 'tfjs-core-copy-'));
    mkdirSync(join(copy, 'dist'));
    cpSync(join(original, 'package.json'), join(copy, 'package.json'));
    cpSync(join(original, 'dist', 'tf-core.node.js'), join(copy, 'dist', 'tf-core.node.js'));
    symlinkSync(join(original, '..', '..'), join(copy, 'node_modules'), 'junction');
    const second = require(join(copy, 'dist', 'tf-core.node.js')) as Tensorflow;
    expect(second.grad).not.toBe(tf.grad);
    // Its functions are its own; the engine and the registry of gradients are global.
    expect(secondDerivative(second)).toBeCloseTo(SECOND, DIGITS);
    expect(secondDerivative(tf)).toBeCloseTo(SECOND, DIGITS);
    correctSecondOrderGradients(second);
    expect(secondDerivative(second)).toBeCloseTo(SECOND, DIGITS);
  });

  it('keeps a custom first gradient and differentiates that for the second', () => {
    // Not the gradient of x³ on purpose, and of a tensor made inside: the second derivative is that of 5·(2x)².
    const f = tf.customGrad((...args) => {
      const [x, save] = args as unknown as [Tensor, (tensors: Tensor[]) => void];
      const twice = tf.mul(x, 2);
      save([twice]);
      return {
        value: tf.pow(x, 3),
        gradFunc: (dy: Tensor, [saved]: Tensor[]) => tf.mul(dy, tf.mul(5, tf.square(saved!))),
      };
    });
    const [value, first, second] = tf.tidy(() => {
      const g = tf.grad(f);
      return [f(tf.scalar(3)), g(tf.scalar(3)), tf.grad(g)(tf.scalar(3))].map((y) => y.dataSync()[0]);
    });
    expect([value, first, second]).toEqual([27, 180, 120]);
  });

  it('rejects what tfjs rejects in a custom gradient', () => {
    const f = tf.customGrad((x) => ({ value: tf.square(x as Tensor), gradFunc: () => 7 as never }));
    expect(() => tf.grad(f)(tf.scalar(1))).toThrow(/gradFunc/);
  });

  it('says what to do when TensorFlow.js is not loaded', () => {
    const globals = globalThis as { _tfengine?: unknown };
    const engine = globals._tfengine;
    globals._tfengine = undefined;
    try {
      expect(() => correctSecondOrderGradients()).toThrow(/not loaded: import @tensorflow\/tfjs/);
    } finally {
      globals._tfengine = engine;
    }
  });

  it('refuses an engine it does not know, naming what it lacks', () => {
    const unknown = {
      engine: () => ({ tidy: () => 0 }),
      getGradient: tf.getGradient,
      registerGradient: tf.registerGradient,
    };
    expect(() => correctSecondOrderGradients(unknown as never)).toThrow(
      /lacks isTapeOn, runKernel, makeTensor, addTapeNode, saveTensorsForBackwardMode, customGrad, state/,
    );
  });
});

const LABELS = [0, 1, 1, 0, 1, 0, 0, 1];

for (const { name, available } of (await availableBackends()).filter((backend) => backend.available)) {
  describe(`training on the ${name} backend with the correction`, () => {
    it('leaves no tensors and no bytes behind, by gradients or by Hessian-vector products', async () => {
      expect(available).toBe(true);
      const backend = (await openBackend(name)).tf;
      correctSecondOrderGradients(backend);
      const w = backend.variable(backend.fill([3, 2], 0.1));
      const inputs = backend.fill([4, 3], 0.5);
      const labels = backend.tensor2d(LABELS, [4, 2]);
      const loss = () =>
        backend.losses.softmaxCrossEntropy(
          labels,
          backend.logSoftmax(backend.tanh(backend.matMul(inputs, w))),
        ) as Scalar;
      const optimizer = backend.train.sgd(0.1);
      const step = () => {
        optimizer.minimize(loss);
        backend.tidy(() => {
          const slope = backend.grad(() => backend.sum(backend.grad(loss)(w)));
          slope(w).dataSync();
        });
      };
      step();
      const { numTensors, numBytes } = backend.memory();
      for (let i = 0; i < 20; i++) step();
      expect(backend.memory()).toMatchObject({ numTensors, numBytes });
      for (const tensor of [w, inputs, labels]) tensor.dispose();
    });
  });
}
