import { describe, expect, test } from 'vitest';
import { readFragment, writeFragment } from '../../src/playground/fragment.ts';
import { CONDITIONS, SHAPES, STEP_SIZES, settingsOf } from '../../src/playground/presets.ts';
import { openSimulation } from '../../src/playground/simulation.ts';
import { motionAlong, stableLimit } from '../../src/playground/step-size.ts';
import { create } from './settings.ts';

describe.each([...SHAPES, ...CONDITIONS])('the example $name', (preset) => {
  test('is a state that a link can hold', () => {
    const settings = settingsOf(preset);
    expect(readFragment(writeFragment(settings)).settings).toEqual(settings);
  });
});

test.each([
  ['Bowl', 'minimum'],
  ['Dome', 'maximum'],
  ['Trough', 'inconclusive'],
  ['Saddle', 'saddle'],
] as const)('the second-derivative test of %s says %s', (name, kind) => {
  const preset = SHAPES.find((shape) => shape.name === name)!;
  const { centerVerdict } = openSimulation(settingsOf(preset), create).frame('quick');
  expect(centerVerdict!.kind).toBe(kind);
});

test('the stretched bowl is 16 times as steep one way as the other', () => {
  const { pairs } = openSimulation(settingsOf(CONDITIONS[1]!), create).frame('exact');
  expect(pairs[0]!.value / pairs[1]!.value).toBeCloseTo(16, 9);
});

test('raw inputs have a λmax several times that of the same inputs standardized', () => {
  const lambdaMax = (index: number) =>
    openSimulation(settingsOf(CONDITIONS[index]!), create).frame('quick').lambdaMax;
  expect(lambdaMax(2) / lambdaMax(3)).toBeGreaterThan(2);
});

describe.each([0, 0.5, 0.9])('with momentum %f the step sizes', (momentum) => {
  test.each([
    ['Too small', 'smooth'],
    ['Smooth', 'smooth'],
    ['Oscillating', 'oscillating'],
    ['At the limit', 'at-limit'],
    ['Diverging', 'diverging'],
  ] as const)('%s: %s', (name, motion) => {
    const { share } = STEP_SIZES.find((size) => size.name === name)!;
    const lambda = 7.3;
    expect(motionAlong(lambda, share(momentum) * stableLimit(lambda, momentum), momentum)).toBe(motion);
  });
});
