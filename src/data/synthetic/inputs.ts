import { type Matrix, matrix } from '../../numerics/matrix.ts';
import { randomStream } from '../../numerics/random.ts';
import { DataError } from '../errors.ts';
import { covarianceRoot } from './covariance.ts';
import type { SyntheticInputs } from './parameters.ts';

/**
 * Draws normal inputs, one row after the other, from the stream `data/inputs`: more rows extend the same data, and
 * another mean or covariance moves the same draws.
 *
 * @returns [rows, features]
 * @throws DataError when counts, mean or covariance make no sense
 */
export function drawInputs(parameters: SyntheticInputs, seed: number): Matrix {
  const { rows, features } = parameters;
  checkCount('data.rows', rows, 2);
  checkCount('data.features', features, 1);
  const mean = meanOf(parameters);
  const root = covarianceRoot(parameters, seed);
  const stream = randomStream(seed, 'data/inputs');
  const inputs = matrix(rows, features);
  for (let start = 0; start < inputs.values.length; start += features) {
    const normal = Array.from({ length: features }, () => stream.normal());
    const row = root === null ? normal : root.mmul(normal.map((z) => [z])).to1DArray();
    for (let j = 0; j < features; j++) inputs.values[start + j] = mean[j]! + row[j]!;
  }
  return inputs;
}

/** x1, x2, …: the names of drawn inputs. */
export function drawnNames(features: number): string[] {
  return Array.from({ length: features }, (_, j) => `x${j + 1}`);
}

function meanOf({ features, mean }: SyntheticInputs): readonly number[] {
  if (typeof mean === 'number') return Array.from({ length: features }, () => mean);
  if (mean.length === features) return mean;
  throw new DataError('data.mean', [
    `lists ${mean.length} numbers for data.features ${features}; give one number or one a feature`,
  ]);
}

function checkCount(key: string, count: number, fewest: number): void {
  if (Number.isSafeInteger(count) && count >= fewest) return;
  throw new DataError(key, [`received ${count}; allowed is a whole number of at least ${fewest}`]);
}
