import { describe, expect, it } from 'vitest';
import {
  gradientSection,
  planeSection,
  project,
  rectangleAround,
} from '../../../src/inspection/point/sections.ts';
import { matrix } from '../../../src/numerics/matrix.ts';
import { quadraticObjective } from '../../../src/objectives/quadratic.ts';
import { expectClose } from '../../support/close.ts';

/** ½(2x² + 8y²) − x: every section of it is a parabola. */
const objective = quadraticObjective(
  matrix(2, 2, Float64Array.from([2, 0, 0, 8])),
  Float64Array.from([1, 0]),
);
const at = Float64Array.from([1, 0.5]);

describe('the section along the gradient', () => {
  const gradient = Float64Array.from([1, 4]);
  const section = gradientSection(objective, at, gradient, { slope: 17, curvature: 130 }, 0.5);

  it('is its own parabola where the objective is one', () => {
    expectClose(section.losses, section.parabola, 1e-13);
  });

  it('reaches from behind the point to the step asked for, the point itself among it', () => {
    expect(section.steps.at(-1)).toBe(0.5);
    expect(section.steps[0]).toBeLessThan(0);
    expect(section.losses[section.steps.indexOf(0)]).toBe(objective.value(at));
  });
});

it('the plane has the loss at each grid point, row by row from the bottom', () => {
  const directions = [Float64Array.from([0, 1]), Float64Array.from([1, 0])] as const;
  const plane = planeSection(objective, at, directions, { x: [-1, 1], y: [0, 4] }, 3);
  // Column 2 of row 1: one step of 1 along y, of 2 along x.
  expect(plane.values[1 * 3 + 2]).toBe(objective.value(Float64Array.from([3, 1.5])));
  expect(plane.values[0]).toBe(objective.value(Float64Array.from([1, -0.5])));
});

it('a point of the plane is projected to its own coordinates', () => {
  const half = Math.SQRT1_2;
  const directions = [Float64Array.from([half, half]), Float64Array.from([half, -half])] as const;
  const point = Float64Array.from([1 + 3 * half - 2 * half, 0.5 + 3 * half + 2 * half]);
  expectClose(project(point, at, directions), [3, -2], 1e-14);
});

it('a rectangle shows every point and the reach on each side, with a margin', () => {
  const { x, y } = rectangleAround([[5, 0]], [1, 2]);
  expect(x[0]).toBeLessThan(-1);
  expect(x[1]).toBeGreaterThan(5);
  expect(y[0]).toBeLessThan(-2);
  expect(y[1]).toBe(-y[0]);
});
