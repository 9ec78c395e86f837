import { describe, expect, test } from 'vitest';
import {
  chooseTensors,
  prefersTensors,
  TENSORS_PAY_FROM,
  type TensorsDemand,
} from '../../../../src/objectives/closed-form/tensors/choice.ts';

const large: TensorsDemand = {
  precision: 'float32',
  deterministic: false,
  layers: [64, 128, 128, 1],
  rows: 512,
  native: { name: 'native', available: true, reason: '' },
  trainingBackend: 'native',
};

test('operations are preferred from a number of multiply-adds on', () => {
  const layers = [1000, 1000];
  const rows = TENSORS_PAY_FROM / 1e6;
  expect(prefersTensors({ layers }, rows)).toBe(true);
  expect(prefersTensors({ layers }, rows - 1)).toBe(false);
});

describe('a large network is computed by operations', () => {
  test.each([
    ['in float32', {}],
    ['with the products of mixed', { precision: 'mixed' }],
    ['beside a closed form that trains', { trainingBackend: null }],
  ] as const)('%s', (_, change) => {
    expect(chooseTensors({ ...large, ...change })).toEqual({
      tensors: true,
      why: '64-128-128-1 on 512 rows is large enough for operations on the native backend to be the faster ones',
    });
  });
});

describe('the kernel stays, and says why,', () => {
  test.each([
    ['in float64', { precision: 'float64' }, /float64 is the kernel's/],
    ['where bits must not depend on the processor', { deterministic: true }, /same bits on every processor/],
    ['for a small network', { layers: [16, 32, 32, 1] }, /16-32-32-1 on 512 rows is small enough/],
    [
      'without the native backend',
      { native: { name: 'native', available: false, reason: 'it is not installed' } },
      /would be faster .* but it is not installed/,
    ],
    [
      'where training holds TensorFlow.js on another backend',
      { trainingBackend: 'wasm' },
      /would be faster .* but training holds TensorFlow\.js on wasm/,
    ],
  ] as const)('%s', (_, change, why) => {
    expect(chooseTensors({ ...large, ...change })).toMatchObject({
      tensors: false,
      why: expect.stringMatching(why),
    });
  });
});
