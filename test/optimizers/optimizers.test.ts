import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { StabilityRule } from '../../src/curvature/stability.ts';
import { openBackend } from '../../src/objectives/tfjs/backend.ts';
import { createOptimizer } from '../../src/optimizers/create.ts';
import { heavyBall } from '../../src/optimizers/momentum.ts';

/** Gradient of ½(x² + 10y²) − x, whose path can be followed by hand. */
const gradient = (x: Float64Array) => Float64Array.of(x[0]! - 1, 10 * x[1]!);

function path(rule: StabilityRule, learningRate: number, steps: number): Float64Array[] {
  const optimizer = createOptimizer(rule);
  const x = Float64Array.of(2, 1);
  const state = optimizer.initialize(2);
  const visited = [x.slice()];
  for (let step = 0; step < steps; step++) {
    optimizer.step(x, gradient(x), state, learningRate);
    visited.push(x.slice());
  }
  return visited;
}

describe('three steps by hand on a quadratic, learning rate 0.05', () => {
  // Worked with pencil: x has gradient x − 1, y has gradient 10y.
  it('gradient descent multiplies the error by 1 − ηλ', () => {
    const [, , , last] = path({ type: 'gradient-descent' }, 0.05, 3);
    expect(last![0]).toBeCloseTo(1 + 0.95 ** 3, 14);
    expect(last![1]).toBeCloseTo(0.5 ** 3, 14);
  });

  it('heavy ball carries half of the last velocity', () => {
    const visited = path({ type: 'momentum', momentum: 0.5 }, 0.05, 3);
    // v: 10, 0.5·10 + 5 = 10, 0.5·10 + 0 = 5;  y: 1 → 0.5 → 0 → −0.25
    expect(visited.map((x) => x[1])).toEqual([1, 0.5, 0, -0.25]);
  });

  it('Nesterov takes the gradient plus the momentum of the new velocity', () => {
    const visited = path({ type: 'nesterov', momentum: 0.5 }, 0.05, 2);
    // v₁ = 10, step 10 + 5 = 15: y = 0.25;  v₂ = 5 + 2.5 = 7.5, step 2.5 + 3.75 = 6.25: y = −0.0625
    expect(visited.map((x) => x[1])).toEqual([1, 0.25, -0.0625]);
  });
});

describe('agreement with TensorFlow.js over 50 steps', () => {
  /** float32 rounding of about 6e-8 an operation, over 50 steps of entries near 1. */
  const FLOAT32_PATH = 1e-5;
  beforeAll(async () => {
    await openBackend('cpu');
  });

  const cases: [string, StabilityRule, () => tf.Optimizer][] = [
    ['tf.train.sgd', { type: 'gradient-descent' }, () => tf.train.sgd(0.05)],
    ['tf.train.momentum', { type: 'momentum', momentum: 0.8 }, () => tf.train.momentum(0.05, 0.8)],
    [
      'tf.train.momentum with Nesterov',
      { type: 'nesterov', momentum: 0.8 },
      () => tf.train.momentum(0.05, 0.8, true),
    ],
  ];
  it.each(cases)('%s visits the same points', (_, rule, optimizerOf) => {
    const ours = path(rule, 0.05, 50);
    const x = tf.variable(tf.tensor1d([2, 1]));
    const optimizer = optimizerOf();
    for (const expected of ours.slice(1)) {
      optimizer.minimize(() => {
        const squares = tf.mul(tf.square(x), tf.tensor1d([0.5, 5]));
        return tf.sub(tf.sum(squares), tf.gather(x, 0)).asScalar();
      });
      const theirs = x.dataSync();
      expect(Math.abs(theirs[0]! - expected[0]!)).toBeLessThan(FLOAT32_PATH);
      expect(Math.abs(theirs[1]! - expected[1]!)).toBeLessThan(FLOAT32_PATH);
    }
    x.dispose();
    optimizer.dispose();
  });
});

it('a step leaves the gradient untouched', () => {
  const optimizer = heavyBall(0.9);
  const given = Float64Array.of(1, -2);
  optimizer.step(Float64Array.of(0, 0), given, optimizer.initialize(2), 0.1);
  expect([...given]).toEqual([1, -2]);
});

it.each([-0.1, 1, Number.NaN])('momentum %d is refused with the allowed range', (momentum) => {
  expect(() => createOptimizer({ type: 'momentum', momentum })).toThrow(/at least 0 and below 1, received/);
  expect(() => createOptimizer({ type: 'nesterov', momentum })).toThrow(RangeError);
});
