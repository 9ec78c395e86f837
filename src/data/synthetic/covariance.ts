import { Matrix as MlMatrix, QrDecomposition } from 'ml-matrix';
import { randomStream } from '../../numerics/random.ts';
import { DataError } from '../errors.ts';
import { spectralFunction } from '../spectral-function.ts';
import type { SyntheticInputs } from './parameters.ts';

/** Share of the largest entry or eigenvalue that counts as rounding of numbers written in a config. */
const ROUNDING = 1e-12;

/**
 * The symmetric root S of the wanted covariance, so that S·z has that covariance for standard normal z; null
 * for the identity, which needs no multiplication.
 *
 * `{ conditionNumber: κ }` stands for a covariance with log-spaced eigenvalues from κ^(−1/2) to κ^(1/2), whose
 * geometric mean is 1, in an orthogonal basis that is drawn uniformly; κ = 1 is the identity, exactly. It is the
 * condition number of the covariance the rows are drawn from; that of the sample differs.
 *
 * @throws DataError when a matrix is not [features, features], not symmetric or has a negative eigenvalue, or κ < 1
 */
export function covarianceRoot({ features, covariance }: SyntheticInputs, seed: number): MlMatrix | null {
  if ('conditionNumber' in covariance) return drawnRoot(features, covariance.conditionNumber, seed);
  checkSymmetric(covariance, features);
  return spectralFunction(new MlMatrix(covariance.map((row) => [...row])), (eigenvalue, largest) => {
    if (!(eigenvalue >= -ROUNDING * largest)) {
      throw new DataError('data.covariance', [
        `has the negative eigenvalue ${eigenvalue}; a covariance is positive semi-definite`,
      ]);
    }
    // Rounding of a zero eigenvalue would, by its root, give a singular covariance a visible spread.
    return eigenvalue > features * Number.EPSILON * largest ? Math.sqrt(eigenvalue) : 0;
  });
}

function drawnRoot(features: number, conditionNumber: number, seed: number): MlMatrix | null {
  if (!(conditionNumber >= 1 && Number.isFinite(conditionNumber))) {
    throw new DataError('data.covariance.conditionNumber', [
      `received ${conditionNumber}; allowed is 1 or more`,
    ]);
  }
  if (conditionNumber === 1) return null;
  if (features === 1) {
    throw new DataError('data.covariance.conditionNumber', [
      `received ${conditionNumber} for one feature, whose covariance has condition number 1; raise data.features`,
    ]);
  }
  const basis = randomOrthogonal(features, seed);
  const roots = Array.from(
    { length: features },
    (_, i) => conditionNumber ** ((i / (features - 1) - 0.5) / 2),
  );
  return basis.mmul(MlMatrix.diag(roots)).mmul(basis.transpose());
}

/**
 * Uniform (Haar) orthogonal matrix: Q of a normal matrix's QR decomposition, its columns signed by R's diagonal
 * (Mezzadri 2007, "How to generate random matrices from the classical compact groups", section 5).
 */
function randomOrthogonal(size: number, seed: number): MlMatrix {
  const stream = randomStream(seed, 'data/covariance');
  const normal = new MlMatrix(
    Array.from({ length: size }, () => Array.from({ length: size }, () => stream.normal())),
  );
  const { orthogonalMatrix, upperTriangularMatrix } = new QrDecomposition(normal);
  const signs = upperTriangularMatrix.diagonal().map((entry) => (entry < 0 ? -1 : 1));
  return orthogonalMatrix.mulRowVector(signs);
}

function checkSymmetric(covariance: readonly (readonly number[])[], features: number): void {
  if (covariance.length !== features || covariance.some((row) => row.length !== features)) {
    const lengths = covariance.map((row) => row.length).join(', ');
    throw new DataError('data.covariance', [
      `needs ${features} rows of ${features} numbers for data.features ${features}; received ${covariance.length} ` +
        `rows of lengths ${lengths}`,
    ]);
  }
  const entries = covariance.flat();
  if (!entries.every(Number.isFinite))
    throw new DataError('data.covariance', ['holds an entry that is not finite']);
  const largest = Math.max(...entries.map(Math.abs));
  for (let i = 0; i < features; i++) {
    for (let j = 0; j < i; j++) {
      const [below, above] = [covariance[i]![j]!, covariance[j]![i]!];
      if (Math.abs(below - above) > ROUNDING * largest) {
        throw new DataError('data.covariance', [
          `is not symmetric: row ${i + 1}, column ${j + 1} is ${below}, row ${j + 1}, column ${i + 1} is ${above}`,
        ]);
      }
    }
  }
}
