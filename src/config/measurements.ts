import type { CurvatureConfig, Quantity } from './schema.ts';

/** A quantity to measure, and the number of epochs from one measurement to the next. */
export interface PlannedMeasurement {
  readonly quantity: Quantity;
  readonly every: number;
}

/** `curvature.measure` with a rhythm at each quantity; those without one of their own follow `curvature.every`. */
export function measurements({ measure, every }: CurvatureConfig): PlannedMeasurement[] {
  return measure.flatMap((entry): PlannedMeasurement[] => {
    if (typeof entry === 'string') return [{ quantity: entry, every }];
    return Object.entries(entry).map(([quantity, rhythm]) => ({
      quantity: quantity as Quantity,
      every: rhythm.every,
    }));
  });
}
