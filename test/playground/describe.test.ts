import { describe, expect, test } from 'vitest';
import { pictureText, shown, stepSizeCase, verdictText } from '../../src/playground/describe.ts';
import type { Settings } from '../../src/playground/settings.ts';
import { openSimulation } from '../../src/playground/simulation.ts';
import { create, withSettings } from './settings.ts';

function trainedFor(steps: number, settings: Partial<Settings> = {}) {
  const all = withSettings(settings);
  const simulation = openSimulation(all, create);
  simulation.advance(steps);
  return { settings: all, frame: simulation.frame('exact') };
}

describe('the picture in words', () => {
  test('tells shape, step, loss and how often the path crossed the valley', () => {
    const { settings, frame } = trainedFor(6);
    expect(pictureText(settings, frame)).toBe(
      `Contours of the loss of two parameters, ±3 around the best line. The bowl is 4 times as long as wide: condition number 16. After 6 steps the loss is ${shown(frame.loss)}, at (−0.9124, 0.8411). It crossed the valley of the steepest direction 6 times.`,
    );
  });

  test('tells that the path has left, and that a network is cut by a plane', () => {
    const gone = trainedFor(100, { mean: 5 });
    expect(pictureText(gone.settings, gone.frame)).toMatch(/outside the picture.*It has left/);
    const network = trainedFor(0, { surface: 'network', width: 3 });
    expect(pictureText(network.settings, network.frame)).toMatch(/in a plane of its 67 parameters/);
  });
});

describe('the case of the step size', () => {
  test.each([
    [{ learningRate: 0.1 }, /^Smooth: η is at most 1/],
    [{ learningRate: 0.2 }, /^Oscillating: .* overshoots with every step/],
    [{ learningRate: 0.2, momentum: 0.5 }, /^Oscillating: .* swings about its bottom/],
    [{ learningRate: 0.3 }, /^Divergent/],
    [{ surface: 'quadratic', curvature1: -1, curvature2: -2 }, /^No direction curves upwards/],
  ] as const)('of %j', (part, text) => {
    const { settings, frame } = trainedFor(0, part);
    expect(stepSizeCase(settings, frame)).toMatch(text);
  });

  test('at the limit is told from below it and beyond it', () => {
    const { frame } = trainedFor(0);
    const at = (share: number) =>
      stepSizeCase(withSettings({ learningRate: (share * 2) / frame.lambdaMax }), frame);
    expect(at(1)).toMatch(/^At the limit/);
    expect(at(0.999)).toMatch(/^Oscillating/);
    expect(at(1.001)).toMatch(/^Divergent/);
  });
});

test('the second-derivative test is told for the point and for the middle', () => {
  const saddle = { surface: 'quadratic', curvature1: 3, curvature2: -1 } as const;
  expect(verdictText(trainedFor(1, saddle).frame)).toMatch(
    /^Here: not a critical point, ‖∇L‖ = .*; the curvature is a saddle’s \(1 up, 1 down\)\. In the middle: a saddle/,
  );
  expect(verdictText(trainedFor(0, { ...saddle, startX: 0, startY: 0 }).frame)).toBe(
    'Here: a saddle, for the gradient is zero and directions curve both ways (1 up, 1 down).',
  );
});

test.each([
  [0, '0'],
  [-1.23456, '−1.235'],
  [0.001, '0.001'],
  [0.00012345, '1.23·10⁻⁴'],
  [-4.5e12, '−4.5·10¹²'],
  [Number.POSITIVE_INFINITY, '∞'],
  [Number.NEGATIVE_INFINITY, '−∞'],
  [Number.NaN, 'not a number'],
])('%f is shown as %s', (value, text) => {
  expect(shown(value)).toBe(text);
});
