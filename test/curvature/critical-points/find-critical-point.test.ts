/**
 * Oracles: functions whose critical points are known, and the gradient recomputed at what was found. It alone can catch:
 * a search that calls a stationary point of ‖∇f‖² critical, that finds minima only, or loses points of some index.
 */
import { describe, expect, it } from 'vitest';
import { classifyCriticalPoint } from '../../../src/curvature/critical-points/classify.ts';
import { findCriticalPoint } from '../../../src/curvature/critical-points/find-critical-point.ts';
import { linearOperator } from '../../../src/numerics/linear-operator.ts';
import { randomStream, randomUnitVector } from '../../../src/numerics/random.ts';
import { norm } from '../../../src/numerics/vector.ts';
import { closedFormObjective } from '../../../src/objectives/closed-form/objective.ts';
import { randomProblem } from '../../support/cases.ts';
import {
  bowl,
  himmelblau,
  himmelblauPoints,
  landscape,
  monkeySaddle,
  quartic,
  rosenbrock,
  saddle,
  trough,
} from '../../support/landscapes.ts';
import { hessianByDifferences } from '../../support/plain-network.ts';
import { dense, matrixWithSpectrum, spectrum } from '../matrices.ts';

const at = (...x: number[]) => Float64Array.from(x);

describe('a search for critical points', () => {
  it("finds all nine of Himmelblau's from random starts, and the test tells each one's kind", () => {
    const random = randomStream(1, 'test/himmelblau');
    const found = new Map<number, number>();
    for (let start = 0; start < 200; start++) {
      const from = at(10 * random.uniform() - 5, 10 * random.uniform() - 5);
      const search = findCriticalPoint(himmelblau, from);
      expect(search.status).toBe('critical');
      expect(norm(himmelblau.gradientAt(search.point))).toBeLessThanOrEqual(1e-8);
      // Six digits are known, and the nearest two points are 1.1 apart.
      const index = himmelblauPoints.findIndex(
        ({ at: [x, y] }) => Math.hypot(search.point[0]! - x, search.point[1]! - y) < 1e-5,
      );
      expect(classifyCriticalPoint(himmelblau, search.point).kind).toBe(himmelblauPoints[index]!.kind);
      found.set(index, (found.get(index) ?? 0) + 1);
    }
    expect(found.size).toBe(9);
  });

  it('converges quadratically at a regular point, and needs no more steps at one that is not isolated', () => {
    expect(findCriticalPoint(bowl, at(3, 4)).iterations).toBeLessThan(8);
    expect(findCriticalPoint(trough, at(3, 4))).toMatchObject({
      status: 'critical',
      end: 'found',
      advice: '',
    });
    expect(findCriticalPoint(trough, at(3, 4)).iterations).toBeLessThan(8);
    expect(findCriticalPoint(saddle, at(3, 4)).gradientNorm).toBeLessThan(1e-8);
    expect(findCriticalPoint(rosenbrock, at(0.8, 0.6))).toMatchObject({ status: 'critical' });
  });

  it('reaches degenerate points too, where convergence is linear', () => {
    for (const [function_, start] of [
      [quartic, at(2)],
      [monkeySaddle, at(1, 2)],
    ] as const) {
      const { status, gradientNorm, point } = findCriticalPoint(function_, start);
      expect(status).toBe('critical');
      expect(gradientNorm).toBe(norm(function_.gradientAt(point)));
    }
  });

  it('solves a large quadratic of any index in a few Krylov spaces, and counts its products', () => {
    const rows = matrixWithSpectrum(
      Array.from({ length: 150 }, (_, i) => (i % 3 === 0 ? -1 : 1) * (1 + i / 10)),
    );
    const b = at(...Array.from({ length: 150 }, (_, i) => Math.sin(i)));
    let products = 0;
    const operator = dense(rows);
    const quadratic = {
      dimension: 150,
      linearize(x: Float64Array) {
        const gradient = new Float64Array(150);
        operator.apply(x, gradient);
        return {
          value: 0,
          gradient: gradient.map((entry, i) => entry - b[i]!),
          hessian: linearOperator(150, (v) => {
            products++;
            const out = new Float64Array(150);
            operator.apply(v, out);
            return out;
          }),
        };
      },
    };
    const search = findCriticalPoint(quadratic, new Float64Array(150), { maxBasis: 60 });
    expect(search.status).toBe('critical');
    expect(search.products).toBe(products);
    expect(products).toBeLessThan(1000);
  });

  it('finds critical points of a small MLP, whose kind holds against differences of the loss', () => {
    const problem = randomProblem({ layers: [2, 3, 1], activation: 'tanh', batchNorm: null }, 20, 4);
    const objective = closedFormObjective(problem.specification, problem.inputs, problem.targets);
    const search = findCriticalPoint(objective, problem.parameters);
    expect(search.status).toBe('critical');
    const found = classifyCriticalPoint(objective, search.point);
    expect(found.kind).toBe('saddle');
    // Along a direction of descent the loss falls to both sides, along one of ascent it rises.
    const change = (v: Float64Array, step: number) =>
      objective.value(search.point.map((entry, i) => entry + step * v[i]!)) - search.value;
    expect(found.descent.length).toBe(found.negative);
    for (const v of found.descent.slice(0, 1)) {
      expect(change(v, 1e-3)).toBeLessThan(0);
      expect(change(v, -1e-3)).toBeLessThan(0);
    }
    objective.dispose();
  });
});

describe('from near the end of training a small MLP', () => {
  const problem = randomProblem({ layers: [2, 2, 1], activation: 'tanh', batchNorm: null }, 30, 4);
  const objective = closedFormObjective(problem.specification, problem.inputs, problem.targets);
  const trained = problem.parameters.slice();
  const [gradient, velocity] = [new Float64Array(9), new Float64Array(9)];
  for (let step = 0; step < 2000; step++) {
    objective.gradient(trained, gradient);
    for (let i = 0; i < 9; i++) {
      velocity[i] = 0.9 * velocity[i]! + gradient[i]!;
      trained[i]! -= 0.05 * velocity[i]!;
    }
  }

  it('the search ends at its minimum: nine positive eigenvalues, and the loss rises in every direction', () => {
    const search = findCriticalPoint(objective, trained);
    expect(search.status).toBe('critical');
    expect(search.value).toBeLessThan(objective.value(trained));
    const found = classifyCriticalPoint(objective, search.point);
    expect(found).toMatchObject({ kind: 'minimum', positive: 9 });
    const exact = spectrum(hessianByDifferences((x) => objective.value(x), search.point));
    // Second differences of the loss are right to 1e-7.
    expect(Math.abs(found.smallest - exact[0]!)).toBeLessThan(1e-6);
    const random = randomStream(1, 'test/directions');
    for (let i = 0; i < 100; i++) {
      const v = randomUnitVector(random, 9);
      const beside = objective.value(search.point.map((entry, j) => entry + 1e-2 * v[j]!));
      expect(beside).toBeGreaterThan(search.value);
    }
  });
});

describe('a search that fails', () => {
  it('says so where ½‖∇f‖² has a stationary point that is none of f: x³ + x', () => {
    const rising = landscape(
      1,
      (x) => x! ** 3 + x!,
      (x) => [3 * x! * x! + 1],
      (x) => [[6 * x!]],
    );
    const search = findCriticalPoint(rising, at(1));
    expect(search).toMatchObject({ status: 'not-critical', end: 'stalled' });
    expect(search.gradientNorm).toBeGreaterThanOrEqual(1);
    expect(search.advice).toContain('Start elsewhere');
  });

  it('says so where the gradient lies in the null space of the Hessian: x² + y', () => {
    const tilted = landscape(
      2,
      (x, y) => x! * x! + y!,
      (x) => [2 * x!, 1],
      () => [
        [2, 0],
        [0, 0],
      ],
    );
    expect(findCriticalPoint(tilted, at(1, 1))).toMatchObject({ status: 'not-critical', end: 'stalled' });
    expect(findCriticalPoint(tilted, at(0, 1))).toMatchObject({
      status: 'not-critical',
      end: 'stalled',
      iterations: 0,
      linearizations: 1,
    });
  });

  it('says so at the end of its budget, and in a valley of ‖∇f‖ that leads nowhere', () => {
    expect(findCriticalPoint(quartic, at(2), { maxIterations: 3 })).toMatchObject({
      status: 'not-critical',
      end: 'max-iterations',
      iterations: 3,
    });
    const lost = findCriticalPoint(rosenbrock, at(-1.2, 1));
    expect(lost).toMatchObject({ status: 'not-critical', end: 'max-iterations' });
    expect(lost.advice).toContain('start elsewhere');
  });

  it.each([
    ['a start of NaN', bowl, at(Number.NaN, 0)],
    ['an infinite start', bowl, at(Number.POSITIVE_INFINITY, 0)],
    [
      'products of NaN',
      landscape(
        1,
        (x) => x!,
        () => [1],
        () => [[Number.NaN]],
      ),
      at(1),
    ],
  ])('says so for %s', (_, function_, start) => {
    expect(findCriticalPoint(function_, start)).toMatchObject({ status: 'not-critical', end: 'non-finite' });
  });

  it('walks round a region where the function is not finite', () => {
    // −log x + x has its minimum at 1; from 1e-3 a full Newton step on ‖∇f‖² would stay, from 5 it would leave x > 0.
    const barrier = landscape(
      1,
      (x) => x! - Math.log(x!),
      (x) => [x! > 0 ? 1 - 1 / x! : Number.NaN],
      (x) => [[1 / (x! * x!)]],
    );
    expect(findCriticalPoint(barrier, at(5)).point[0]).toBeCloseTo(1, 8);
  });

  it('at a critical point costs nothing, and refuses options out of range', () => {
    expect(findCriticalPoint(bowl, at(0, 0))).toMatchObject({
      end: 'found',
      iterations: 0,
      products: 0,
      linearizations: 1,
    });
    expect(() => findCriticalPoint(bowl, at(0, 0), { maxBasis: 0 })).toThrow(
      'maxBasis must be a positive integer',
    );
    expect(() => findCriticalPoint(bowl, at(0, 0), { maxIterations: 0.5 })).toThrow('maxIterations must be');
    expect(() => findCriticalPoint(bowl, at(0, 0), { gradientTolerance: -1 })).toThrow(
      'findCriticalPoint: gradientTolerance must be a number ≥ 0',
    );
    expect(() => findCriticalPoint(bowl, at(0))).toThrow(/start: expected .* 2/);
  });
});
