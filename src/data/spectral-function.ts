import { EigenvalueDecomposition, Matrix as MlMatrix } from 'ml-matrix';

/**
 * f(A) = V f(Λ) Vᵀ of a symmetric matrix A = V Λ Vᵀ, for example its square root.
 *
 * @param f gets an eigenvalue and the largest eigenvalue, by which it can tell rounding noise from data
 */
export function spectralFunction(
  symmetric: MlMatrix,
  f: (eigenvalue: number, largest: number) => number,
): MlMatrix {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(symmetric, {
    assumeSymmetric: true,
  });
  const largest = Math.max(...realEigenvalues);
  const mapped = realEigenvalues.map((eigenvalue) => f(eigenvalue, largest));
  return eigenvectorMatrix.mmul(MlMatrix.diag(mapped)).mmul(eigenvectorMatrix.transpose());
}
