import { Matrix as MlMatrix } from 'ml-matrix';
import { type Matrix, matrix } from '../../numerics/matrix.ts';
import { spectralFunction } from '../spectral-function.ts';
import { columnStatistics } from './column-statistics.ts';
import type { FittedTransform } from './fitted-transform.ts';

/** Directions whose variance is below this share of the largest are rounding noise, not data: they map to 0. */
const NULL_SHARE = 1e-12;

/**
 * Fits ZCA whitening, z = C^(−1/2) (x − mean), the whitening that stays closest to the centered data
 * (Kessy, Lewin, Strimmer 2018, "Optimal whitening and decorrelation", section 3). C is the population covariance of
 * the training rows; its inverse root is taken on the directions whose eigenvalue is at least 1e-12 of the largest.
 *
 * Eigenvalues carry an absolute error of about 2e-16 of the largest, so a direction just above the cut has
 * variance 1 to four digits only.
 *
 * @param train rows of the training split, [rows ≥ 1, columns]
 */
export function fitWhitening(train: Matrix): FittedTransform {
  const { mean, deviation } = columnStatistics(train);
  // In units of the widest column the covariance can neither over- nor underflow.
  const unit = Math.max(...deviation) || 1;
  const centered = (rows: Matrix) => grid(rows, (x, j) => (x - mean[j]!) / unit);
  const covariance = centered(train).gram().div(train.rows);
  const kept = (eigenvalue: number, largest: number) => eigenvalue > 0 && eigenvalue >= NULL_SHARE * largest;
  const whiten = spectralFunction(covariance, (e, largest) => (kept(e, largest) ? 1 / Math.sqrt(e) : 0));
  const color = spectralFunction(covariance, (e, largest) => (kept(e, largest) ? Math.sqrt(e) : 0));
  const apply = (rows: Matrix) => flat(centered(rows).mmul(whiten), (z) => z);
  return {
    name: 'whitened',
    apply,
    consume: apply,
    invert: (rows) => flat(grid(rows, (z) => z).mmul(color), (x, j) => x * unit + mean[j]!),
  };
}

function grid({ rows, columns, values }: Matrix, entry: (value: number, column: number) => number): MlMatrix {
  const result = new MlMatrix(rows, columns);
  for (let k = 0; k < values.length; k++) {
    result.set(Math.floor(k / columns), k % columns, entry(values[k]!, k % columns));
  }
  return result;
}

function flat(source: MlMatrix, entry: (value: number, column: number) => number): Matrix {
  const result = matrix(source.rows, source.columns);
  for (let k = 0; k < result.values.length; k++) {
    const column = k % source.columns;
    result.values[k] = entry(source.get(Math.floor(k / source.columns), column), column);
  }
  return result;
}
