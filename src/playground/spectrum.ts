import { classifyCriticalPoint } from '../curvature/critical-points/classify.ts';
import { criticalPointTolerances } from '../curvature/critical-points/second-derivative-test.ts';
import { type EigenpairsOptions, topEigenpairs } from '../curvature/extreme-eigenpairs.ts';
import { fullSpectrum } from '../curvature/full-spectrum.ts';
import type { Eigenpair } from '../curvature/result.ts';
import type { LinearOperator } from '../numerics/linear-operator.ts';
import { norm } from '../numerics/vector.ts';
import type { Objective } from '../objectives/contract.ts';
import type { Verdict } from './frame.ts';

/** Up to so many dimensions all eigenpairs are computed; beyond, the top ones and the smallest. */
const ALL = 2;
const TOP = 3;
/** Residual of the pairs beyond the largest, relative: what an arrow or three digits need. */
const COARSE = { tolerance: 1e-2, maxIterations: 60 };
/** Products of a test at a point whose gradient vanishes. */
const TEST_PRODUCTS = 80;

/** Known eigenpairs, algebraically largest first. */
export interface KnownSpectrum {
  readonly pairs: readonly Eigenpair[];
  /** Whether they are all. */
  readonly isWhole: boolean;
}

/**
 * Eigenpairs at a point: all of a small Hessian, else the top three and the smallest.
 *
 * @param before those of a point nearby, to start from
 */
export function knownSpectrum(hessian: LinearOperator, before: KnownSpectrum | null): KnownSpectrum {
  const { dimension } = hessian;
  if (dimension <= ALL) {
    const { eigenvalues, vectors, residual } = fullSpectrum(hessian, { vectors: true });
    const pairs = Array.from(eigenvalues, (value, i) => ({
      value,
      vector: fixedSign(vectors![i]!),
      residual: residual!,
    }));
    return { pairs: pairs.reverse(), isWhole: true };
  }
  const search = (which: 'largest' | 'smallest', count: number, start: readonly Eigenpair[]) => {
    const options: EigenpairsOptions = { ...COARSE, which, count, start, trustStart: start.length > 0 };
    return topEigenpairs(hessian, options)[which];
  };
  const largest = search('largest', TOP, before?.pairs.slice(0, TOP) ?? []);
  const smallest = search('smallest', 1, before?.pairs.slice(TOP) ?? []);
  const pairs = [...largest, ...smallest].map((pair, i) => ({
    value: pair.value,
    vector: turnedTo(pair.vector, before?.pairs[i]?.vector),
    residual: pair.residual,
  }));
  return { pairs, isWhole: false };
}

/**
 * The second-derivative test at a point with its known eigenvalues. Where the gradient vanishes, `classifyCriticalPoint`
 * looks for itself; elsewhere the counts are those of the eigenvalues at hand.
 */
export function verdictAt(
  objective: Objective,
  point: Float64Array,
  gradient: Float64Array,
  { pairs }: KnownSpectrum,
): Verdict {
  const isSmall = norm(gradient) <= criticalPointTolerances({}).gradientTolerance;
  const test = isSmall
    ? classifyCriticalPoint(objective, point, { denseLimit: ALL, maxIterations: TEST_PRODUCTS })
    : classifyCriticalPoint({ gradient, eigenvalues: pairs.map(({ value }) => value) });
  const { kind, positive, zero, negative, unknown, missing } = test;
  return { kind, positive, zero, negative, unknown, missing };
}

/** An eigenvector is determined up to its sign: the one nearer to the vector before, so that pictures do not flip. */
function turnedTo(vector: Float64Array, before: Float64Array | undefined): Float64Array {
  if (before === undefined) return fixedSign(vector);
  let cosine = 0;
  for (let i = 0; i < vector.length; i++) cosine += vector[i]! * before[i]!;
  return cosine < 0 ? vector.map((entry) => 0 - entry) : vector;
}

/** The sign that makes the entry largest in magnitude positive. */
function fixedSign(vector: Float64Array): Float64Array {
  let leading = 0;
  for (const entry of vector) if (Math.abs(entry) > Math.abs(leading)) leading = entry;
  return leading < 0 ? vector.map((entry) => 0 - entry) : vector;
}
