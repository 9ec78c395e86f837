import type { Scalar, Tensor } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { openBackend } from '../../../../src/objectives/tfjs/backend.ts';
import { CUSTOM_GRADIENT } from '../../../../src/objectives/tfjs/second-order/custom-gradients.ts';
import type { RecordedNode } from '../../../../src/objectives/tfjs/second-order/engine.ts';
import {
  checkRecordedKernels,
  correctSecondOrderGradients,
} from '../../../../src/objectives/tfjs/second-order/index.ts';
import type { Tensorflow } from './op-case.ts';

let tf: Tensorflow;
beforeAll(async () => {
  tf = (await openBackend('cpu')).tf;
  correctSecondOrderGradients(tf);
});

/** The tape of f and its gradient at a [2, 3, 4, 1] tensor of distinct numbers. */
function record(f: (x: Tensor) => Tensor): { tape: RecordedNode[]; parameters: { id: number }[] } {
  const recorded = { tape: [] as RecordedNode[], parameters: [] as { id: number }[] };
  tf.tidy(() => {
    const x = tf.reshape(tf.sin(tf.range(0, 24)), [2, 3, 4, 1]);
    tf.grad((z) => {
      const slope = tf.grad((y) => tf.sum(f(y)) as Scalar)(z);
      recorded.tape = [...tf.engine().state.activeTape] as unknown as RecordedNode[];
      recorded.parameters = [{ id: z.id }];
      return tf.sum(tf.mul(slope, z));
    })(x);
  });
  return recorded;
}

describe('checkRecordedKernels', () => {
  it('finds nothing to doubt in a composition of known operations', () => {
    const { tape, parameters } = record((x) => tf.softmax(tf.tanh(tf.mul(x, 2))));
    expect(tape.length).toBeGreaterThan(10);
    expect(checkRecordedKernels(tape)).toEqual([]);
    expect(checkRecordedKernels(tape, { parameters, backend: 'wasm' })).toEqual([]);
  });

  it('calls the custom gradient of a user unknown, once, whatever its scope is called', () => {
    const mine = tf.customGrad((x) => ({ value: tf.square(x as Tensor), gradFunc: (dy) => dy as Tensor }));
    const { tape } = record((x) => tf.tidy('Tanh', () => tf.add(mine(x), mine(x))));
    expect(checkRecordedKernels(tape)).toMatchObject([{ kernel: CUSTOM_GRADIENT, state: 'unknown' }]);
  });

  it('ignores what the parameters do not reach', () => {
    const { tape, parameters } = record((x) => tf.mul(x, tf.cumsum(tf.ones([2, 3, 4, 1]), 0)));
    expect(checkRecordedKernels(tape).map(({ kernel }) => kernel)).toEqual(['Cumsum']);
    expect(checkRecordedKernels(tape, { parameters })).toEqual([]);
  });

  it.each(['Cumprod', 'Cumsum', 'Dilation2D', 'FloorDiv', 'LRN', 'Mod', 'Prod'])(
    'refuses %s by name',
    (kernel) => {
      expect(checkRecordedKernels([kernel, 'Tanh', kernel])).toMatchObject([{ kernel, state: 'refused' }]);
    },
  );

  it('calls a name it has never heard of unknown, and one that every object has too', () => {
    expect(checkRecordedKernels(['FancyOp', 'constructor']).map(({ state }) => state)).toEqual([
      'unknown',
      'unknown',
    ]);
  });

  it("refuses average pooling with padding 'same' where TensorFlow.js gets its border wrong", () => {
    const { tape } = record((x) => tf.avgPool(x as never, 2, 1, 'same'));
    expect(checkRecordedKernels(tape, { backend: 'cpu' })).toMatchObject([
      { kernel: 'AvgPool', state: 'refused' },
      { kernel: 'AvgPoolGrad', state: 'refused' },
    ]);
    expect(checkRecordedKernels(tape, { backend: 'native' })).toEqual([]);
    const valid = record((x) => tf.avgPool(x as never, 2, 1, 'valid'));
    expect(checkRecordedKernels(valid.tape, { backend: 'cpu' })).toEqual([]);
  });

  it('refuses max pooling on WASM only', () => {
    const { tape } = record((x) => tf.maxPool(x as never, 2, 1, 'valid'));
    expect(checkRecordedKernels(tape, { backend: 'wasm' })[0]).toMatchObject({
      kernel: 'MaxPool',
      state: 'refused',
    });
    expect(checkRecordedKernels(tape, { backend: 'cpu' })).toEqual([]);
  });

  it('refuses rounding to integers, through which TensorFlow.js passes gradients unchanged', () => {
    const { tape } = record((x) => tf.cast(tf.cast(x, 'int32'), 'float32'));
    expect(checkRecordedKernels(tape)).toMatchObject([{ kernel: 'Cast', state: 'refused' }]);
  });
});

describe('the reasons for refusing', () => {
  const gradientOf = (f: (x: Tensor) => Tensor, values: number[]) =>
    tf.tidy(() => [
      ...tf
        .grad(f)(tf.tensor(values, [2, 2]))
        .dataSync(),
    ]);

  it('hold for cumsum: the gradient is transposed', () => {
    const f = (x: Tensor) =>
      tf.sum(
        tf.mul(tf.cumsum(x, 0), [
          [1, 2],
          [3, 4],
        ]),
      );
    expect(gradientOf(f, [0, 0, 0, 0])).toEqual([4, 3, 6, 4]); // and not 4 6 3 4
  });

  it('hold for floorDiv: a step function with a slope', () => {
    expect(gradientOf((x) => tf.sum(tf.floorDiv(x, tf.scalar(2))), [1, 2, 3, 4])).toEqual([
      0.5, 0.5, 0.5, 0.5,
    ]);
  });

  it.each([
    ['prod', (x: Tensor) => tf.prod(x)],
    [
      'localResponseNormalization',
      (x: Tensor) => tf.localResponseNormalization(tf.reshape(x, [1, 2, 2, 1]) as never),
    ],
    [
      'dilation2d',
      (x: Tensor) => tf.dilation2d(tf.reshape(x, [1, 2, 2, 1]) as never, tf.ones([1, 1, 1]), 1, 'valid'),
    ],
  ])('hold for %s: its second derivative throws', (_, f) => {
    const slope = (x: Tensor) => tf.sum(tf.square(tf.grad((y) => tf.sum(f(y)))(x)));
    expect(() => gradientOf(slope, [1, 2, 3, 4])).toThrow(/gradient function not found/);
  });
});
