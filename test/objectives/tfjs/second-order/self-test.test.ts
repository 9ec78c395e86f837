import { describe, expect, it } from 'vitest';
import { availableBackends, openBackend } from '../../../../src/objectives/tfjs/backend.ts';
import {
  correctSecondOrderGradients,
  secondOrderSelfTest,
} from '../../../../src/objectives/tfjs/second-order/index.ts';

const backends = await availableBackends();

describe('secondOrderSelfTest', () => {
  it('finds the errors of TensorFlow.js as it ships', async () => {
    const results = secondOrderSelfTest((await openBackend('cpu')).tf);
    const wrong = results.filter(({ ok }) => !ok).map(({ op }) => op);
    expect(wrong).toEqual([
      'tanh',
      'sigmoid',
      'exp',
      'elu',
      'softmax',
      'logSoftmax',
      'losses.softmaxCrossEntropy',
    ]);
    expect(results.find(({ op }) => op === 'elu')!.error).toMatch(/Cannot compute gradient/);
  });

  for (const { name } of backends.filter(({ available }) => available)) {
    it(`passes on the ${name} backend with the correction, and leaves no tensors behind`, async () => {
      const { tf } = await openBackend(name);
      correctSecondOrderGradients(tf);
      secondOrderSelfTest(tf);
      const before = tf.memory().numTensors;
      expect(secondOrderSelfTest(tf).filter(({ ok }) => !ok)).toEqual([]);
      expect(tf.memory().numTensors).toBe(before);
    });
  }
});
