import { matrix } from '../../src/numerics/matrix.ts';
import type { Objective } from '../../src/objectives/contract.ts';
import { quadraticObjective } from '../../src/objectives/quadratic.ts';
import { matrixWithSpectrum } from '../curvature/matrices.ts';

/** ½xᵀAx − bᵀx with a dense A of these eigenvalues. */
export function quadraticWithSpectrum(eigenvalues: readonly number[], b: Float64Array): Objective {
  const n = eigenvalues.length;
  const rows = matrixWithSpectrum(eigenvalues);
  const a = matrix(n, n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) a.values[i * n + j] = (rows[i]![j]! + rows[j]![i]!) / 2;
  return quadraticObjective(a, b);
}
