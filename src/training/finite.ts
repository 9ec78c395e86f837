import type { ParameterLayout } from '../models/layout.ts';
import type { NormalizationStatistics } from '../objectives/contract.ts';

/** Numbers of one forward and backward pass. */
export interface PassNumbers {
  readonly loss: number;
  readonly gradient: Float64Array;
  /** Of each batch-norm layer; [] without. */
  readonly statistics: readonly NormalizationStatistics[];
}

/**
 * The first number of a pass that is not finite, in the order in which a pass comes to them, as `the loss is Infinity`; null
 * when there is none. A batch variance beyond the range of numbers comes first, for it leaves none behind: the layer
 * divides by it, and its outputs, loss and gradient are finite and wrong.
 */
export function faultOf({ loss, gradient, statistics }: PassNumbers, layout: ParameterLayout): string | null {
  for (const [i, { mean, variance }] of statistics.entries()) {
    for (const [what, values] of [
      ['mean', mean],
      ['variance', variance],
    ] as const) {
      const unit = firstNonFinite(values);
      if (unit >= 0) return `the batch ${what} of unit ${unit + 1} of layer${i + 1} is ${values[unit]}`;
    }
  }
  if (!Number.isFinite(loss)) return `the loss is ${loss}`;
  const found = findNonFinite(layout, gradient);
  return found === null ? null : `the gradient of ${found}`;
}

/** Where the first number that is not finite lies: `layer1/kernel is NaN`; null when there is none. */
export function findNonFinite({ entries }: ParameterLayout, values: Float64Array): string | null {
  const index = firstNonFinite(values);
  if (index < 0) return null;
  const { name } = entries.find(({ offset, size }) => index < offset + size)!;
  return `${name} is ${values[index]}`;
}

/** Index of the first number that is not finite; -1 when there is none. */
function firstNonFinite(values: Float64Array): number {
  // x·0 is 0 for every finite x and NaN for every other: one pass without a branch.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * 0;
  return sum === 0 ? -1 : values.findIndex((value) => !Number.isFinite(value));
}
