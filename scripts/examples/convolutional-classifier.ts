/*
 * The curvature of a small convolutional classifier's loss, softmax cross-entropy, before and after training.
 *
 *   node scripts/run.mjs scripts/examples/convolutional-classifier.ts
 *
 * In a project of your own, import from 'hessian-lab'. With '@tensorflow/tfjs-node' as `tf` it is quicker; the WASM
 * backend has no gradient of convolutions.
 */
import * as tf from '@tensorflow/tfjs';
import {
  blockEigenvalues,
  classifyCriticalPoint,
  gradientAlignment,
  gradientStep,
  hutchinsonTrace,
  type InspectedModel,
  inspectModel,
  lanczos,
  quadraticForm,
  stepQuality,
} from '../../src/index.ts';

const SIDE = 8;

/** The gradient of this loss has errors near 1e-7 in float32, its eigenvalues near 1e-6 of the largest. */
const FLOAT32 = { gradientTolerance: 1e-5, zeroTolerance: 1e-5 };

/** Images with a horizontal (class 0), vertical (1) or diagonal (2) stripe at a changing place, on a patterned ground. */
function stripes(count: number) {
  const pixels = Array.from({ length: count }, (_, n) =>
    Array.from({ length: SIDE }, (_, y) =>
      Array.from({ length: SIDE }, (_, x) => {
        const distance = [y, x, x - y + SIDE / 2][n % 3]! - ((5 * n) % (SIDE - 2)) - 1;
        return Math.exp(-distance * distance) + 0.2 * Math.sin(7 * x + 11 * y + 13 * n);
      }),
    ),
  );
  const labels = Array.from({ length: count }, (_, n) => n % 3);
  return {
    inputs: tf.tensor4d(pixels.flat(2), [count, SIDE, SIDE, 1]),
    targets: tf.oneHot(tf.tensor1d(labels, 'int32'), 3),
  };
}

/** Seeded, so that each run prints the same. */
function classifier() {
  const kernelInitializer = (seed: number) => tf.initializers.leCunNormal({ seed });
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        name: 'conv',
        filters: 4,
        kernelSize: 3,
        activation: 'tanh',
        kernelInitializer: kernelInitializer(1),
        inputShape: [SIDE, SIDE, 1],
      }),
      tf.layers.averagePooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({
        name: 'classes',
        units: 3,
        activation: 'softmax',
        kernelInitializer: kernelInitializer(2),
      }),
    ],
  });
}

const print = (name: string, ...values: (number | string)[]) =>
  console.log(
    `${name.padEnd(34)}${values.map((value) => (typeof value === 'string' ? value : value.toPrecision(3))).join('  ')}`,
  );

/** What the Hessian tells of one point. Every number comes with its residual or standard error. */
function report({
  value,
  gradient,
  hessian,
  gaussNewton,
  residual,
  layout,
  objective,
  parameters,
}: InspectedModel) {
  const { largest, smallest } = lanczos(hessian, { which: 'both' });
  print('loss', value);
  print('largest eigenvalue, residual', largest.value, largest.residual, largest.status);
  print('smallest eigenvalue, residual', smallest.value, smallest.residual, smallest.status);
  const trace = hutchinsonTrace(hessian);
  print('trace ± standard error', trace.value, trace.standardError);
  print('largest of Gauss-Newton G', lanczos(gaussNewton!, { which: 'largest' }).largest.value);
  print('largest of the rest H − G', lanczos(residual!, { which: 'largest' }).largest.value);
  for (const { layer, parameter, dimension, value: own } of blockEigenvalues(hessian, layout)) {
    print(`block ${layer}/${parameter} [${dimension}]`, own);
  }
  const { share, chance } = gradientAlignment(gradient, [largest]);
  print('gradient along the top, by chance', share ?? 'no gradient', chance);
  const form = quadraticForm(hessian, gradient, [largest, smallest]);
  print('gᵀHg, by the two ends', form.value, form.explained);
  const { bestStep, note } = gradientStep(gradient, hessian);
  print('best step', bestStep ?? note);
  const displacement = gradient.map((entry) => -(bestStep ?? 0.1) * entry);
  const valueAfter = objective.value(parameters.map((entry, i) => entry + displacement[i]!));
  const step = stepQuality({
    gradient,
    hessian,
    displacement,
    valueBefore: value,
    valueAfter,
    precision: 6e-8,
  });
  print('its decrease: predicted, actual', step.predicted, step.actual);
  const point = classifyCriticalPoint(objective, parameters, FLOAT32);
  print('the point is', point.kind, '‖∇f‖ =', point.gradientNorm);
}

await tf.setBackend('cpu');
const { inputs, targets } = stripes(12);
const model = classifier();
const loss = 'categoricalCrossentropy';

console.log('At the start');
inspectModel(tf, { model, loss, inputs, targets }, report);

model.compile({ optimizer: tf.train.momentum(0.2, 0.9), loss });
await model.fit(inputs, targets, { epochs: 40, batchSize: 12, shuffle: false, verbose: 0 });

console.log('\nAfter 40 steps of training');
inspectModel(tf, { model, loss, inputs, targets }, report);
