import { type Matrix, matrix } from '../../numerics/matrix.ts';
import { randomStream } from '../../numerics/random.ts';
import type { Dataset } from '../dataset.ts';
import { DataError } from '../errors.ts';
import { drawnNames } from './inputs.ts';

/**
 * The data set with one target y = signal(row) + noise; the noise is normal and comes from the stream `data/noise`,
 * so another noise level scales the same draws.
 *
 * @param inputs [rows, features]
 * @param signal the noiseless target of one row, [features]
 * @param noise standard deviation, finite and ≥ 0
 */
export function withTarget(
  inputs: Matrix,
  signal: (row: Float64Array) => number,
  noise: number,
  seed: number,
): Dataset {
  if (!(noise >= 0 && Number.isFinite(noise))) {
    throw new DataError('data.noise', [`received ${noise}; allowed is a standard deviation of 0 or more`]);
  }
  const { rows, columns, values } = inputs;
  const stream = randomStream(seed, 'data/noise');
  const targets = matrix(rows, 1);
  for (let i = 0; i < rows; i++) {
    targets.values[i] = signal(values.subarray(i * columns, (i + 1) * columns)) + noise * stream.normal();
  }
  return { inputs, targets, inputNames: drawnNames(columns), targetNames: ['y'] };
}
