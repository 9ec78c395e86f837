/*
 * A convolutional classifier with softmax cross-entropy. Oracle: the same network written in plain TypeScript, float64,
 * with derivatives by finite differences, and ml-matrix on the matrices of those. What only this file can catch: wiring
 * of a user's model to the algorithms: weights in another order, blocks under another name, a missing penalty.
 */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { blockEigenvalues } from '../../src/curvature/blocks/block-eigenvalues.ts';
import { classifyCriticalPoint } from '../../src/curvature/critical-points/classify.ts';
import { findCriticalPoint } from '../../src/curvature/critical-points/find-critical-point.ts';
import { lanczos } from '../../src/curvature/lanczos.ts';
import { gradientAlignment } from '../../src/curvature/local-model/gradient-alignment.ts';
import { gradientStep } from '../../src/curvature/local-model/gradient-step.ts';
import { quadraticForm } from '../../src/curvature/local-model/quadratic-form.ts';
import { stepQuality } from '../../src/curvature/local-model/step-quality.ts';
import { hutchinsonTrace } from '../../src/curvature/trace.ts';
import { type InspectedModel, inspectModel } from '../../src/inspection/inspect-model.ts';
import { randomStream } from '../../src/numerics/random.ts';
import { dot, norm } from '../../src/numerics/vector.ts';
import { openBackend } from '../../src/objectives/tfjs/backend.ts';
import { spectrum } from '../curvature/matrices.ts';
import { backends } from '../support/backends.ts';
import { expectClose } from '../support/close.ts';
import {
  gradientByDifferences,
  hessianByDifferences,
  jacobian,
  sandwich,
  softmaxHessian,
} from '../support/plain-network.ts';

await openBackend('wasm');

/** float32 through convolution, pooling and two backward passes; the differences are right to 1e-7. */
const FLOAT32 = 1e-4;
const [ROWS, SIDE, FILTERS, CLASSES] = [8, 6, 2, 3];

const random = randomStream(1, 'test/images');
const images = Array.from({ length: ROWS }, () =>
  Array.from({ length: SIDE }, () => Array.from({ length: SIDE }, () => random.normal())),
);
const labels = images.map((_, row) => row % CLASSES);
/** conv 3×3 [3, 3, 1, 2] and bias, dense [8, 3] and bias. */
const point = Float64Array.from({ length: 18 + 2 + 24 + 3 }, () => 0.5 * random.normal());
const direction = point.map(() => random.normal());

/** Logits, rows × classes in one list: convolution, tanh, average pooling 2×2, affine. */
function logits(parameters: Float64Array): number[] {
  const [kernel, bias] = [parameters.subarray(0, 18), parameters.subarray(18, 20)];
  const [weights, offsets] = [parameters.subarray(20, 44), parameters.subarray(44)];
  return images.flatMap((image) => {
    const features: number[] = [];
    for (let y = 0; y < SIDE - 2; y++) {
      for (let x = 0; x < SIDE - 2; x++) {
        for (let f = 0; f < FILTERS; f++) {
          let z = bias[f]!;
          for (let i = 0; i < 9; i++)
            z += image[y + Math.floor(i / 3)]![x + (i % 3)]! * kernel[i * FILTERS + f]!;
          const pooled = (Math.floor(y / 2) * 2 + Math.floor(x / 2)) * FILTERS + f;
          features[pooled] = (features[pooled] ?? 0) + Math.tanh(z) / 4;
        }
      }
    }
    return Array.from(offsets, (offset, k) =>
      features.reduce((sum, feature, i) => sum + feature * weights[i * CLASSES + k]!, offset),
    );
  });
}

function crossEntropy(parameters: Float64Array): number {
  const z = logits(parameters);
  return labels.reduce((sum, label, row) => {
    const own = z.slice(row * CLASSES, (row + 1) * CLASSES);
    return sum + (Math.log(own.reduce((total, one) => total + Math.exp(one), 0)) - own[label]!) / ROWS;
  }, 0);
}

const hessian = hessianByDifferences(crossEntropy, point);
const gradient = gradientByDifferences(crossEntropy, point);
const gaussNewton = sandwich(jacobian(logits, point), softmaxHessian(logits(point), CLASSES));
const times = (matrix: ReturnType<typeof sandwich>, v: Float64Array) =>
  Float64Array.from(matrix, (row) => dot(row, v));
const product = (operator: InspectedModel['hessian'], v: Float64Array) => {
  const out = new Float64Array(operator.dimension);
  operator.apply(v, out);
  return out;
};

// The WASM backend has no kernel for the gradient of a convolution's filter.
describe.each(backends.filter((name) => name !== 'wasm'))(
  'a convolutional classifier on the %s backend',
  (name) => {
    let source: Parameters<typeof inspectModel>[1];
    const inspect = <Result>(use: (model: InspectedModel) => Result) =>
      inspectModel(tf, source, use, { parameters: point });

    beforeAll(async () => {
      await openBackend(name);
      const model = tf.sequential({
        layers: [
          tf.layers.conv2d({
            name: 'conv',
            filters: FILTERS,
            kernelSize: 3,
            activation: 'tanh',
            inputShape: [SIDE, SIDE, 1],
          }),
          tf.layers.averagePooling2d({ poolSize: 2 }),
          tf.layers.flatten(),
          tf.layers.dense({ name: 'logits', units: CLASSES }),
        ],
      });
      const inputs = tf.tensor4d(images.flat(2), [ROWS, SIDE, SIDE, 1]);
      const targets = tf.oneHot(tf.tensor1d(labels, 'int32'), CLASSES);
      source = { model, loss: tf.losses.softmaxCrossEntropy, inputs, targets };
    });

    it('has the value, gradient, Hessian, Gauss-Newton matrix and residual of the plain formula', () => {
      inspect((model) => {
        expectClose([model.value], [crossEntropy(point)], FLOAT32);
        expectClose(model.gradient, gradient, FLOAT32);
        expectClose(product(model.hessian, direction), times(hessian, direction), FLOAT32);
        expectClose(product(model.gaussNewton!, direction), times(gaussNewton, direction), FLOAT32);
        const rest = hessian.map((row, i) => row.map((entry, j) => entry - gaussNewton[i]![j]!));
        expectClose(product(model.residual!, direction), times(rest, direction), FLOAT32);
      });
    });

    it('has the ends of the spectrum, the trace and the eigenvalue of each variable of its dense matrices', () => {
      inspect((model) => {
        const eigenvalues = spectrum(hessian);
        const top = eigenvalues.at(-1)!;
        const { largest, smallest } = lanczos(model.hessian, { which: 'both' });
        expect(largest.converged && smallest.converged).toBe(true);
        expectClose([smallest.value, largest.value], [eigenvalues[0]!, top], FLOAT32);
        const ofGaussNewton = lanczos(model.gaussNewton!, { which: 'both' });
        expectClose([ofGaussNewton.largest.value], [spectrum(gaussNewton).at(-1)!], FLOAT32);
        expect(ofGaussNewton.smallest.value).toBeGreaterThan(-FLOAT32 * top);

        const trace = hutchinsonTrace(model.hessian, { probes: 200 });
        const exact = hessian.reduce((sum, row, i) => sum + row[i]!, 0);
        // Four standard errors: once in 16,000 seeds, and the seed is fixed.
        expect(Math.abs(trace.value - exact)).toBeLessThan(4 * trace.standardError);

        const blocks = blockEigenvalues(model.hessian, model.layout);
        expect(blocks.map(({ layer, parameter }) => `${layer}/${parameter}`)).toEqual([
          'conv/kernel',
          'conv/bias',
          'logits/kernel',
          'logits/bias',
        ]);
        for (const { offset, dimension, value } of blocks) {
          const end = offset + dimension;
          const block = hessian.slice(offset, end).map((row) => row.subarray(offset, end));
          expectClose([value], [spectrum(block).at(-1)!], FLOAT32, top);
        }
      });
    });

    it('has the quadratic form, the share in the top space and the best step of its gradient', () => {
      inspect((model) => {
        const { largest, smallest } = lanczos(model.hessian, { which: 'both' });
        const curvature = dot(gradient, times(hessian, gradient));
        const form = quadraticForm(model.hessian, model.gradient, [largest, smallest]);
        expectClose([form.value, form.explained + form.remainder], [curvature, curvature], FLOAT32);
        const { share } = gradientAlignment(model.gradient, [largest]);
        expect(share).toBeCloseTo(dot(largest.vector, gradient) ** 2 / dot(gradient, gradient), 4);
        const { bestStep } = gradientStep(model.gradient, model.hessian);
        expectClose([bestStep!], [dot(gradient, gradient) / curvature], FLOAT32);
        const displacement = model.gradient.map((entry) => -0.01 * entry);
        const valueAfter = model.objective.value(point.map((entry, i) => entry + displacement[i]!));
        const { ratio } = stepQuality({
          ...model,
          displacement,
          valueBefore: model.value,
          valueAfter,
          precision: 6e-8,
        });
        expect(Math.abs(ratio! - 1)).toBeLessThan(1e-2);
      });
    });

    it('is no critical point where its weights are random, at the gradient norm of the plain formula', () => {
      inspect(({ objective, parameters }) => {
        const { kind, gradientNorm } = classifyCriticalPoint(objective, parameters);
        expect(kind).toBe('not-critical');
        expectClose([gradientNorm], [norm(gradient)], FLOAT32);
      });
    });
  },
);

describe('inspectModel', () => {
  const inputs = tf.tensor2d([
    [1, 2],
    [3, -1],
    [-2, 0.5],
    [0.3, 0.7],
  ]);
  const targets = tf.tensor2d([
    [1, 0],
    [0, 1],
    [1, 0],
    [0, 1],
  ]);
  const regularized = () =>
    tf.sequential({
      layers: [
        tf.layers.dense({
          units: 2,
          inputShape: [2],
          activation: 'softmax',
          kernelRegularizer: tf.regularizers.l2({ l2: 0.1 }),
          biasRegularizer: tf.regularizers.l2({ l2: 0.1 }),
        }),
      ],
    });

  beforeAll(async () => {
    await openBackend('wasm');
  });

  it('finds the one minimum of a regularized logistic regression, in float32', () => {
    const model = regularized();
    const loss = 'categoricalCrossentropy';
    const found = inspectModel(tf, { model, loss, inputs, targets }, ({ objective, parameters }) => {
      const { status, point: there } = findCriticalPoint(objective, parameters, { gradientTolerance: 1e-5 });
      expect(status).toBe('critical');
      return classifyCriticalPoint(objective, there, { gradientTolerance: 1e-4, zeroTolerance: 1e-5 });
    });
    // 2·0.1 from the penalty below every eigenvalue, more from the data.
    expect(found).toMatchObject({ kind: 'minimum', positive: 6 });
    expect(found.smallest).toBeGreaterThan(0.2 - 1e-4);
    model.dispose();
  });

  it('leaves weights and tensors as they were, whether the callback returns, throws or waits', async () => {
    const model = regularized();
    const weights = () => model.getWeights().map((weight) => [...weight.dataSync()]);
    const before = { weights: weights(), tensors: tf.memory().numTensors };
    const source = { model, loss: 'categoricalCrossentropy' as const, inputs, targets };
    const work = ({ hessian: h, gaussNewton: g }: InspectedModel) =>
      product(g!, product(h, Float64Array.of(1, 2, 3, 4, 5, 6)));
    const first = inspectModel(tf, source, work);
    expect(() =>
      inspectModel(tf, source, (model) => {
        work(model);
        throw new RangeError('of the user');
      }),
    ).toThrow('of the user');
    const later = await inspectModel(tf, source, async (model) => {
      await Promise.resolve();
      return work(model);
    });
    expect(later).toEqual(first);
    await expect(inspectModel(tf, source, () => Promise.reject(new Error('later')))).rejects.toThrow('later');
    expect({ weights: weights(), tensors: tf.memory().numTensors }).toEqual(before);
    model.dispose();
  });

  it('has no Gauss-Newton matrix and no residual for a loss over variables', () => {
    const x = tf.variable(tf.tensor1d([1, 2]));
    const source = { loss: () => tf.sum(tf.square(x)) as tf.Scalar, variables: [x] };
    inspectModel(tf, source, (model) => {
      expect(model).not.toHaveProperty('gaussNewton');
      expect(model).not.toHaveProperty('residual');
      expect([...model.parameters]).toEqual([1, 2]);
      expect([...product(model.hessian, Float64Array.of(1, 0))]).toEqual([2, 0]);
    });
    expect(() => inspectModel(tf, source, () => {}, { parameters: Float64Array.of(1) })).toThrow(
      /length 2.*length 1/,
    );
    x.dispose();
  });
});
