/** Training as the page shows it, against closed forms of quadratics and against the library's whole spectrum. */
import { describe, expect, test } from 'vitest';
import { fullSpectrum } from '../../src/curvature/full-spectrum.ts';
import { dot, norm } from '../../src/numerics/vector.ts';
import { sectionOf } from '../../src/playground/plane.ts';
import { openProblem } from '../../src/playground/problem.ts';
import type { Settings } from '../../src/playground/settings.ts';
import { openSimulation } from '../../src/playground/simulation.ts';
import { expectClose } from '../support/close.ts';
import { create, withSettings } from './settings.ts';

/** Roundings of a few hundred operations. */
const ROUNDING = 1e-12;

const open = (settings: Partial<Settings>) => openSimulation(withSettings(settings), create);
const network = (settings: Partial<Settings>) =>
  open({ surface: 'network', width: 4, mean: 1, learningRate: 0.05, ...settings });

describe('on a quadratic', () => {
  test('each step multiplies the distance along an eigenvector by 1 − ηλ', () => {
    const settings = { surface: 'quadratic', curvature1: 3, curvature2: -0.5, angle: 25 } as const;
    const simulation = open({ ...settings, learningRate: 0.4, startX: 1, startY: 2 });
    simulation.advance(7);
    const { path } = simulation.frame('quick');
    const [c, s] = [Math.cos((25 * Math.PI) / 180), Math.sin((25 * Math.PI) / 180)];
    const first = (c + 2 * s) * (1 - 0.4 * 3) ** 7;
    const second = (-s + 2 * c) * (1 + 0.4 * 0.5) ** 7;
    expectClose(path.slice(-2), [c * first - s * second, s * first + c * second], ROUNDING);
    expect(path).toHaveLength(16);
  });

  test('both eigenpairs are known, and a zero eigenvalue is zero', () => {
    const { pairs, lambdaMax, centerVerdict, verdict } = open({
      surface: 'quadratic',
      curvature1: 3,
      curvature2: 0,
      angle: 30,
    }).frame('quick');
    expectClose([lambdaMax], [3], ROUNDING);
    expect(pairs[1]!.value).toBe(0);
    expectClose(pairs[0]!.inPlane, [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)], ROUNDING);
    expect(centerVerdict).toMatchObject({ kind: 'inconclusive', positive: 1, zero: 1 });
    expect(verdict.kind).toBe('not-critical');
  });

  test.each([
    [4, 1, 'minimum'],
    [-1, -2, 'maximum'],
    [3, -1, 'saddle'],
  ] as const)('of curvatures %i and %i the middle is a %s', (curvature1, curvature2, kind) => {
    const simulation = open({ surface: 'quadratic', curvature1, curvature2, startX: 0, startY: 0 });
    const { centerVerdict, verdict, status } = simulation.frame('quick');
    expect(centerVerdict!.kind).toBe(kind);
    expect(verdict.kind).toBe(kind);
    expect(status).toBe('converged');
  });

  test('training ends where it has arrived, and where it has left', () => {
    const settings = { surface: 'quadratic', curvature1: 4, curvature2: 4 } as const;
    const arriving = open({ ...settings, learningRate: 0.25 });
    arriving.advance(100);
    expect(arriving.frame('quick')).toMatchObject({ step: 1, status: 'converged' });
    const leaving = open({ ...settings, learningRate: 1 });
    leaving.advance(100);
    const { step, status } = leaving.frame('quick');
    expect(status).toBe('diverged');
    expect(step).toBeLessThan(20);
  });
});

describe('on a line through points', () => {
  test.each([
    [0, 1],
    [1.5, 1],
    [-3, 0.4],
  ])('of input mean %f and deviation %f the Hessian is 2 [[s² + m², m], [m, 1]]', (mean, scale) => {
    const { pairs } = open({ mean, scale }).frame('exact');
    const half = (scale * scale + mean * mean + 1) / 2;
    const root = Math.sqrt(half * half - scale * scale);
    expectClose(
      pairs.map(({ value }) => value),
      [2 * (half + root), 2 * (half - root)],
      ROUNDING,
    );
  });

  test('the middle is the best line', () => {
    const { objective, center } = openProblem(withSettings({ mean: 3, scale: 2 }), create);
    expect(norm(objective.linearize(center!).gradient)).toBeLessThan(1e-13);
  });
});

describe('on a network', () => {
  test('an exact λmax is the top of the whole spectrum, a quick one is within its residual', () => {
    for (const settings of [{}, { activation: 'relu' }, { batchNorm: 'on', momentum: 0.8 }] as const) {
      const simulation = network(settings);
      simulation.advance(9);
      const quick = simulation.frame('quick');
      const exact = simulation.frame('exact');
      const { hessian } = openProblem(simulation.settings, create).objective.linearize(
        pointAfter(simulation.settings, 9),
      );
      const expected = fullSpectrum(hessian).eigenvalues.at(-1)!;
      expectClose([exact.lambdaMax], [expected], ROUNDING);
      expect(Math.abs(quick.lambdaMax - expected)).toBeLessThanOrEqual(quick.lambdaResidual);
      expect(quick.isExact).toBe(false);
      expect(exact.isExact).toBe(true);
    }
  });

  test.each(['eigenvectors', 'gradient', 'random'] as const)(
    'the plane of %s is orthonormal, goes through the point, and its section agrees there',
    (plane) => {
      const simulation = network({ plane });
      simulation.advance(5);
      const here = simulation.planeHere();
      simulation.show(here);
      const [first, second] = here.directions;
      expectClose([dot(first, first), dot(second, second), dot(first, second)], [1, 1, 0], ROUNDING, 1);
      const { path, loss } = simulation.frame('quick');
      expectClose(path.slice(-2), [0, 0], ROUNDING, 1);
      const rows = sectionOf(simulation.section, here, 3);
      let next = rows.next();
      while (!next.done) next = rows.next();
      expectClose([next.value.values[4]!], [loss], ROUNDING);
    },
  );

  test('another plane is due when the point has moved on, and not before', () => {
    const simulation = network({});
    expect(simulation.isOffPlane()).toBe(false);
    simulation.advance(31);
    expect(simulation.isOffPlane()).toBe(true);
    simulation.show(simulation.planeHere());
    expect(simulation.isOffPlane()).toBe(false);
  });

  test('measuring and drawing leave training as it is', () => {
    const [watched, alone] = [network({ momentum: 0.9 }), network({ momentum: 0.9 })];
    for (let i = 0; i < 20; i++) {
      watched.advance(1);
      watched.frame(i % 5 === 0 ? 'exact' : 'quick');
      const rows = sectionOf(watched.section, watched.planeHere(), 3);
      while (!rows.next().done);
    }
    alone.advance(20);
    expect(watched.frame('quick').loss).toBe(alone.frame('quick').loss);
  });
});

/** Plain gradient descent or heavy ball by its formula, on an objective of its own. */
function pointAfter(settings: Settings, steps: number): Float64Array {
  const { objective, start } = openProblem(settings, create);
  const [gradient, velocity] = [new Float64Array(start.length), new Float64Array(start.length)];
  for (let k = 0; k < steps; k++) {
    objective.gradient(start, gradient);
    for (let i = 0; i < start.length; i++) {
      velocity[i] = settings.momentum * velocity[i]! + gradient[i]!;
      start[i]! -= settings.learningRate * velocity[i]!;
    }
  }
  return start;
}
