import type { CurvatureConfig, Quantity, QuantityOptions } from './schema.ts';
import { QUANTITIES, quantityOptions } from './schema/quantities.ts';

/** A quantity to measure, the number of epochs from one measurement to the next, and its options. */
export type PlannedMeasurement = {
  [Q in Quantity]: { readonly quantity: Q; readonly every: number; readonly options: QuantityOptions<Q> };
}[Quantity];

/**
 * `curvature.measure` with rhythm and options at each quantity, in the order of the list of quantities. Those without a
 * rhythm of their own follow `curvature.every`.
 */
export function measurements({ measure, every }: CurvatureConfig): PlannedMeasurement[] {
  const asked = Object.assign(
    {},
    ...measure.map((entry) => (typeof entry === 'string' ? { [entry]: {} } : entry)),
  ) as Partial<Record<Quantity, object>>;
  return QUANTITIES.flatMap((quantity) => {
    if (asked[quantity] === undefined) return [];
    const { every: own = every, ...options } = quantityOptions[quantity].parse(asked[quantity]);
    return [{ quantity, every: own, options } as PlannedMeasurement];
  });
}
