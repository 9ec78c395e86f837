import { classifyCriticalPoint } from '../../curvature/critical-points/classify.ts';
import {
  type CriticalPointTest,
  type CriticalPointTolerances,
  criticalPointTolerances,
} from '../../curvature/critical-points/second-derivative-test.ts';
import type { FullSpectrumResult } from '../../curvature/full-spectrum.ts';
import { norm } from '../../numerics/vector.ts';
import type { Objective } from '../../objectives/contract.ts';
import type { SpectrumEnds } from './eigenpairs.ts';

/** When a gradient and an eigenvalue count as zero, by the precision of the products. */
export function tolerancesFor(precision: 'float32' | 'float64' | 'mixed'): CriticalPointTolerances {
  return precision === 'float32' ? { gradientTolerance: 1e-5, zeroTolerance: 1e-5 } : {};
}

/**
 * The second-derivative test at a point whose spectrum has been measured. Where the gradient is within its tolerance,
 * `classifyCriticalPoint` looks for itself, up to the critical point nearby; elsewhere the verdict is `not-critical`, and
 * the counts of signs are those of the eigenvalues at hand.
 */
export function testPoint(
  objective: Objective,
  parameters: Float64Array,
  gradient: Float64Array,
  spectrum: FullSpectrumResult,
  ends: SpectrumEnds,
  tolerances: CriticalPointTolerances,
): CriticalPointTest & { readonly products: number } {
  const { gradientTolerance } = criticalPointTolerances(tolerances);
  if (norm(gradient) <= gradientTolerance) return classifyCriticalPoint(objective, parameters, tolerances);
  const { eigenvalues, asymmetry } = spectrum;
  const known = eigenvalues.length > 0 ? eigenvalues : endValues(ends, objective.dimension);
  const length = norm(eigenvalues);
  const rounding = objective.dimension * Number.EPSILON;
  const eigenvalueError = length > 0 ? (rounding + asymmetry) * length : 0;
  const evidence = { gradient, eigenvalues: known, eigenvalueError };
  return { ...classifyCriticalPoint(evidence, tolerances), products: 0 };
}

/** Values of distinct pairs: with few parameters the smallest one is among the top ones too. */
function endValues({ top, smallest }: SpectrumEnds, dimension: number): Float64Array {
  const values = top.map(({ value }) => value);
  if (smallest && top.length < dimension) values.push(smallest.value);
  return Float64Array.from(values);
}
