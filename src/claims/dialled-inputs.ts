import { type Matrix, matrix } from '../numerics/matrix.ts';
import type { RandomStream } from '../numerics/random.ts';
import { logSpaced, randomSymmetric } from './random-matrix.ts';

/**
 * Inputs turned by a random rotation: what is white stays white, and scales that are put on the columns afterwards
 * single out no column of the source.
 *
 * @param inputs [rows, columns]
 */
export function rotateInputs({ rows, columns, values }: Matrix, stream: RandomStream): Matrix {
  const axes = randomSymmetric(new Array(columns).fill(1), stream).eigenvectors;
  const turned = matrix(rows, columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < columns; k++) sum += values[i * columns + k]! * axes[j]![k]!;
      turned.values[i * columns + j] = sum;
    }
  }
  return turned;
}

/**
 * White inputs with the spread of their columns dialled so that their covariance has the condition number κ: variances
 * equally spaced on a logarithmic axis, the smallest first, with mean 1, so that their sum stays what it was.
 *
 * @param white [rows, columns ≥ 2], columns uncorrelated, each of mean 0 and variance 1
 * @param kappa at least 1
 */
export function dialInputs(white: Matrix, kappa: number): Matrix {
  const { rows, columns, values } = white;
  const variances = logSpaced(columns, 1 / kappa, 1);
  const mean = variances.reduce((sum, variance) => sum + variance, 0) / columns;
  const scales = variances.map((variance) => Math.sqrt(variance / mean));
  return matrix(
    rows,
    columns,
    values.map((entry, k) => entry * scales[k % columns]!),
  );
}
