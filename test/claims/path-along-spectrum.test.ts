/** Plain descent on a diagonal quadratic, where every sum along the path is a geometric one. */
import { expect, it } from 'vitest';
import { pathAlongSpectrum } from '../../src/claims/path-along-spectrum.ts';
import { matrix } from '../../src/numerics/matrix.ts';
import { quadraticObjective } from '../../src/objectives/quadratic.ts';
import { createOptimizer } from '../../src/optimizers/create.ts';

const LAMBDAS = [0.01, 0.2, 1, 3];
const ETA = 0.5;
const STEPS = 12;
const start = Float64Array.of(2, -1, 0.5, 1.5);
const curvatures = matrix(4, 4);
LAMBDAS.forEach((lambda, i) => {
  curvatures.values[5 * i] = lambda;
});
const objective = quadraticObjective(curvatures, new Float64Array(4));
const plain = createOptimizer({ type: 'gradient-descent' });

/** Sums of a dozen terms, and eigenvectors by a solver. */
const ROUNDING = 1e-12;

const sum = (term: (step: number) => number) =>
  Array.from({ length: STEPS }, (_, step) => term(step)).reduce((total, value) => total + value, 0);
const error = (i: number, step: number) => start[i]! * (1 - ETA * LAMBDAS[i]!) ** step;
const squaredStep = (i: number, step: number) => (ETA * LAMBDAS[i]! * error(i, step)) ** 2;

it('finds the sums of the closed form', () => {
  const path = pathAlongSpectrum(objective, start, plain, ETA, STEPS)!;
  // ηλ = 1.5 along the top: the step turns each time but the first.
  expect(path.flips).toBe(STEPS - 1);
  const along = sum((step) => squaredStep(3, step));
  const all = sum((step) => [0, 1, 2, 3].reduce((total, i) => total + squaredStep(i, step), 0));
  expect(Math.abs(path.topShare / (along / all) - 1)).toBeLessThan(ROUNDING);
  expect(Math.abs(path.topRate / ETA - 1)).toBeLessThan(ROUNDING);
  expect(Math.abs(path.flatRate / ETA - 1)).toBeLessThan(ROUNDING);
  // On a quadratic the second order is all there is: the loss along the two flat directions, before less after.
  const won = [0, 1].reduce(
    (total, i) => total + 0.5 * LAMBDAS[i]! * (error(i, 0) ** 2 - error(i, STEPS) ** 2),
    0,
  );
  expect(Math.abs(path.flatProgress / won - 1)).toBeLessThan(ROUNDING);
});

it('does not turn below ηλ = 1, and leaves the start as it was', () => {
  const before = start.slice();
  expect(pathAlongSpectrum(objective, start, plain, 0.3, STEPS)!.flips).toBe(0);
  expect(start).toEqual(before);
});

it('gives null where the path leaves the range of float64', () => {
  expect(pathAlongSpectrum(objective, start, plain, 1e200, STEPS)).toBeNull();
});
