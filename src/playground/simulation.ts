import { lanczos } from '../curvature/lanczos.ts';
import type { Eigenpair } from '../curvature/result.ts';
import type { StabilityRule } from '../curvature/stability.ts';
import { createEigenvalueTracker } from '../curvature/tracking.ts';
import { randomStream, randomUnitVector } from '../numerics/random.ts';
import { dot, norm } from '../numerics/vector.ts';
import type { CreateObjective } from '../objectives/closed-form/portable.ts';
import { createOptimizer } from '../optimizers/create.ts';
import type { Frame } from './frame.ts';
import { orthonormalized, type Plane } from './plane.ts';
import { openProblem } from './problem.ts';
import type { Settings } from './settings.ts';
import { type KnownSpectrum, knownSpectrum, verdictAt } from './spectrum.ts';

/** Training on a loss, a step at a time, with what the page shows of every point. */
export interface Simulation {
  readonly settings: Settings;
  /** Takes up to so many steps; fewer where training has ended. */
  advance(steps: number): void;
  /** Measures λmax at the present point, to a relative residual of 1e-3 or, `exact`, to what float64 allows. */
  frame(precision: 'quick' | 'exact'): Frame;
  /** The loss that sections are drawn of. */
  readonly section: ReturnType<typeof openProblem>['section'];
  /** The plane that frames are projected onto. */
  readonly plane: Plane;
  /** Whether the point has moved so far since the plane was laid through it that another one should be drawn. */
  isOffPlane(): boolean;
  /** A plane through the present point, by the choice of the settings. */
  planeHere(): Plane;
  /** Projects frames onto another plane from now on. */
  show(plane: Plane): void;
  dispose(): void;
}

/** Half the side of the picture of a function of two variables. */
const PLANAR_REACH = 3;
/** Steps that a path shows; of a network's each is a vector of all parameters. */
const [LONGEST_PATH, LONGEST_NETWORK_PATH] = [2000, 240];
/** Steps after which the top pairs of a network are searched anew, and after which the picture is. */
const [REFRESH, RECENTER] = [10, 30];
/** Share of the picture's half side beyond which the point counts as off it. */
const INNER = 0.6;
/** Relative residual of an exact λmax: its value is then right to rounding. */
const EXACT = { tolerance: 1e-10, maxIterations: 600 };
/** ‖∇L‖ below which training has arrived, and distance or loss beyond which it has gone. */
const [ARRIVED, GONE] = [1e-10, 1e6];

/**
 * Opens training at its start.
 *
 * @param create the closed form, as the platform loads it
 */
export function openSimulation(settings: Settings, create: CreateObjective): Simulation {
  const problem = openProblem(settings, create);
  const { objective, section, start, center } = problem;
  const rule: StabilityRule =
    settings.momentum > 0 ? { type: 'momentum', momentum: settings.momentum } : { type: 'gradient-descent' };
  const optimizer = createOptimizer(rule);
  const state = optimizer.initialize(objective.dimension);
  const tracker = createEigenvalueTracker({ method: 'auto', seed: settings.seed });
  const parameters = start.slice();
  const longest = center === null ? LONGEST_NETWORK_PATH : LONGEST_PATH;
  let here = objective.linearize(parameters);
  let spectrum: KnownSpectrum = knownSpectrum(here.hessian, null);
  let measured: { step: number; pair: Eigenpair; isExact: boolean } | null = null;
  const startLoss = Math.max(1, Math.abs(here.value));
  let step = 0;
  let spectrumStep = 0;
  let path: Float64Array[] = [start];
  let status: Frame['status'] = statusNow();
  let plane = planeHere();
  let projected = path.map(project);

  function statusNow(): Frame['status'] {
    const distance = center === null ? 0 : norm(parameters.map((entry, i) => entry - center[i]!));
    const isGone = !(Math.abs(here.value) < GONE * startLoss) || distance > GONE;
    return isGone ? 'diverged' : norm(here.gradient) <= ARRIVED ? 'converged' : 'moving';
  }

  /** λmax and, now and then, the pairs beside it. */
  function measure(precision: 'quick' | 'exact'): Eigenpair {
    const isExact = precision === 'exact';
    if (spectrum.isWhole || isExact || step - spectrumStep >= REFRESH) refreshSpectrum();
    if (spectrum.isWhole) return spectrum.pairs[0]!;
    if (measured === null || measured.step !== step || (isExact && !measured.isExact)) {
      let pair: Eigenpair = tracker.largest(here.hessian, here.gradient);
      if (isExact) pair = lanczos(here.hessian, { which: 'largest', start: pair, ...EXACT }).largest;
      measured = { step, pair, isExact };
    }
    return measured.pair;
  }

  function refreshSpectrum(): void {
    if (spectrumStep !== step) spectrum = knownSpectrum(here.hessian, spectrum);
    spectrumStep = step;
  }

  function planeHere(): Plane {
    if (center !== null) {
      return { origin: center, directions: [unit(0), unit(1)], reach: PLANAR_REACH, step };
    }
    refreshSpectrum();
    const directions = directionsHere();
    const [steep, flat] = directions.map(curvatureAlong) as [number, number];
    // As far as the quadratic model takes the loss along the flatter direction, within four times the steeper one's.
    const curvature = Math.max(flat, steep / 16);
    const loss = Number.isFinite(here.value) ? Math.max(here.value, 1e-12) : 1;
    const reach = curvature > 0 ? 1.6 * Math.sqrt((2 * loss) / curvature) : 1;
    return { origin: parameters.slice(), directions, reach, step };
  }

  function unit(index: number): Float64Array {
    const vector = new Float64Array(objective.dimension);
    vector[index] = 1;
    return vector;
  }

  function curvatureAlong(direction: Float64Array): number {
    const image = new Float64Array(objective.dimension);
    here.hessian.apply(direction, image);
    return dot(direction, image);
  }

  function directionsHere(): [Float64Array, Float64Array] {
    const [top, second] = spectrum.pairs;
    const stream = randomStream(settings.seed, 'playground/plane');
    const random = () => randomUnitVector(stream, objective.dimension);
    const first = settings.plane === 'random' ? random() : top!.vector;
    const wanted =
      settings.plane === 'random' ? random() : settings.plane === 'gradient' ? here.gradient : second!.vector;
    return [first, orthonormalized(wanted, first) ?? orthonormalized(random(), first)!];
  }

  function project(point: Float64Array): readonly [number, number] {
    const { origin, directions } = plane;
    let [x, y] = [0, 0];
    for (let i = 0; i < point.length; i++) {
      const way = point[i]! - origin[i]!;
      x += way * directions[0][i]!;
      y += way * directions[1][i]!;
    }
    return [x, y];
  }

  return {
    settings,
    section,
    get plane() {
      return plane;
    },
    advance(steps) {
      for (let i = 0; i < steps && status === 'moving'; i++) {
        optimizer.step(parameters, here.gradient, state, settings.learningRate);
        here = objective.linearize(parameters);
        step++;
        path.push(parameters.slice());
        projected.push(project(parameters));
        status = statusNow();
      }
      if (path.length > longest) {
        path = path.slice(-longest);
        projected = projected.slice(-longest);
      }
    },
    frame(precision) {
      const top = measure(precision);
      const { directions } = plane;
      const pairs = [top, ...spectrum.pairs.slice(1)];
      return {
        step,
        dimension: objective.dimension,
        loss: here.value,
        gradientNorm: norm(here.gradient),
        lambdaMax: top.value,
        lambdaResidual: top.residual,
        isExact: spectrum.isWhole || measured?.isExact === true,
        pairs: pairs.map(({ value, residual, vector }) => ({
          value,
          residual,
          inPlane: [dot(vector, directions[0]), dot(vector, directions[1])],
        })),
        verdict: verdictAt(objective, parameters, here.gradient, spectrum),
        path: projected.flat(),
        status,
      };
    },
    isOffPlane() {
      if (center !== null) return false;
      const [x, y] = projected.at(-1)!;
      const isOutside = Math.max(Math.abs(x), Math.abs(y)) > INNER * plane.reach;
      return step !== plane.step && (isOutside || step - plane.step >= RECENTER);
    },
    planeHere,
    show(next) {
      plane = next;
      projected = path.map(project);
    },
    dispose: () => problem.dispose(),
  };
}
