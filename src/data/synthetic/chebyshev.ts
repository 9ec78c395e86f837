import type { Matrix } from '../../numerics/matrix.ts';
import type { Dataset } from '../dataset.ts';
import { DataError } from '../errors.ts';
import { drawInputs } from './inputs.ts';
import type { ChebyshevParameters } from './parameters.ts';
import { withTarget } from './targets.ts';

/**
 * y = Σ over the features of T_d(u) + noise, with the Chebyshev polynomial T_d and u the feature mapped linearly
 * from its range over all rows to [−1, 1] (a constant feature to 0): a target that swings as often as one likes.
 */
export function chebyshevData(parameters: ChebyshevParameters, seed: number): Dataset {
  const { degree } = parameters;
  if (!Number.isSafeInteger(degree) || degree < 0) {
    throw new DataError('data.degree', [`received ${degree}; allowed is a whole number of at least 0`]);
  }
  const inputs = drawInputs(parameters, seed);
  const ranges = columnRanges(inputs);
  const signal = (x: Float64Array) =>
    x.reduce((sum, entry, j) => sum + chebyshev(degree, toSymmetricInterval(entry, ranges[j]!)), 0);
  return withTarget(inputs, signal, parameters.noise, seed);
}

/** T_d(u) by the three-term recurrence T_{k+1} = 2u T_k − T_{k−1}, from T_{−1} = u and T_0 = 1. */
export function chebyshev(degree: number, u: number): number {
  let [current, previous] = [1, u];
  for (let k = 0; k < degree; k++) [current, previous] = [2 * u * current - previous, current];
  return current;
}

interface Range {
  readonly low: number;
  readonly high: number;
}

function columnRanges({ columns, values }: Matrix): Range[] {
  return Array.from({ length: columns }, (_, j) => {
    const column = values.filter((_, k) => k % columns === j);
    const low = column.reduce((a, b) => Math.min(a, b));
    const high = column.reduce((a, b) => Math.max(a, b));
    return { low, high };
  });
}

function toSymmetricInterval(value: number, { low, high }: Range): number {
  return high === low ? 0 : (2 * (value - low)) / (high - low) - 1;
}
