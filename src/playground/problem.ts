import { fullSpectrum } from '../curvature/full-spectrum.ts';
import { initializeParameters } from '../models/initialization.ts';
import { mlpLayout } from '../models/layout.ts';
import type { MlpSpecification } from '../models/specification.ts';
import { matrix } from '../numerics/matrix.ts';
import { axpy, dot } from '../numerics/vector.ts';
import type { CreateObjective } from '../objectives/closed-form/portable.ts';
import type { Objective } from '../objectives/contract.ts';
import { quadraticObjective } from '../objectives/quadratic.ts';
import { drawRows, FEATURES } from './data.ts';
import type { Settings } from './settings.ts';

/** A loss with a place to start from. */
export interface Problem {
  readonly objective: Objective;
  /** The same function with caches of its own, so that a section of it does not disturb the one that trains. */
  readonly section: Objective;
  /** [dimension]. */
  readonly start: Float64Array;
  /** The critical point of a function of two variables, which the picture is drawn around; null for a network. */
  readonly center: Float64Array | null;
  dispose(): void;
}

/** Keras' defaults, as in the configs of runs. */
const BATCH_NORM = { epsilon: 1e-3, momentum: 0.99 };

/**
 * The loss that settings describe.
 *
 * @param create the closed form, as the platform loads it
 */
export function openProblem(settings: Settings, create: CreateObjective): Problem {
  return settings.surface === 'quadratic' ? quadratic(settings) : leastSquares(settings, create);
}

/** ½·xᵀAx with A of two eigenvalues, along axes that are turned. */
function quadratic(settings: Settings): Problem {
  const { curvature1, curvature2, rotation } = settings;
  const angle = (rotation * Math.PI) / 180;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const mixed = (curvature1 - curvature2) * s * c;
  const values = Float64Array.of(
    curvature1 * c * c + curvature2 * s * s,
    mixed,
    mixed,
    curvature1 * s * s + curvature2 * c * c,
  );
  const objective = quadraticObjective(matrix(2, 2, values), new Float64Array(2));
  const center = new Float64Array(2);
  return { objective, section: objective, start: startFrom(center, settings), center, dispose() {} };
}

function leastSquares(settings: Settings, create: CreateObjective): Problem {
  const specification = specificationOf(settings);
  const { inputs, targets } = drawRows(settings);
  const objective = create(specification, inputs, targets);
  const section = create(specification, inputs, targets);
  const center = settings.surface === 'line' ? minimizer(objective) : null;
  const start =
    center === null
      ? initializeParameters(mlpLayout(specification), 'glorot-normal', settings.seed)
      : startFrom(center, settings);
  return {
    objective,
    section,
    start,
    center,
    dispose() {
      objective.dispose();
      section.dispose();
    },
  };
}

/** The network of the settings: 16-32-32-1 at first; a line is one without hidden layers, its slope and intercept. */
export function specificationOf({ surface, width, activation, batchNorm }: Settings): MlpSpecification {
  if (surface === 'line') return { layers: [1, 1], activation: 'linear', batchNorm: null };
  return {
    layers: [FEATURES, width, width, 1],
    activation,
    batchNorm: batchNorm === 'on' ? BATCH_NORM : null,
  };
}

function startFrom(center: Float64Array, { startX, startY }: Settings): Float64Array {
  return Float64Array.of(center[0]! + startX, center[1]! + startY);
}

/** −H⁻¹g at the origin: the minimum of a convex quadratic, by its eigenpairs. */
function minimizer(objective: Objective): Float64Array {
  const { gradient, hessian } = objective.linearize(new Float64Array(objective.dimension));
  const { eigenvalues, vectors } = fullSpectrum(hessian, { vectors: true });
  const point = new Float64Array(objective.dimension);
  vectors!.forEach((vector, i) => {
    axpy(-dot(vector, gradient) / eigenvalues[i]!, vector, point);
  });
  return point;
}
