import type { Transform } from '../../config/schema.ts';
import { type Matrix, matrix } from '../../numerics/matrix.ts';
import { columnStatistics } from './column-statistics.ts';
import type { FittedTransform } from './fitted-transform.ts';

/** What a column-by-column transform does: (x − mean or 0) / (std or 1). */
const STEPS = {
  raw: { center: false, scale: false },
  centered: { center: true, scale: false },
  scaled: { center: false, scale: true },
  standardized: { center: true, scale: true },
} as const satisfies Record<Exclude<Transform, 'whitened'>, { center: boolean; scale: boolean }>;

/** Fits the transforms that treat each column alone. A constant column is divided by 1. */
export function fitColumnwise(name: Exclude<Transform, 'whitened'>, train: Matrix): FittedTransform {
  const { center, scale } = STEPS[name];
  // A copy of nothing new would double the memory of a large table.
  if (!center && !scale)
    return { name, apply: (rows) => rows, consume: (rows) => rows, invert: (rows) => rows };
  const { mean, deviation } = columnStatistics(train);
  const offset = center ? mean : new Float64Array(train.columns);
  // 0 stands for a constant column, or one whose spread is below the smallest float64.
  const divisor = deviation.map((spread) => (scale && spread > 0 ? spread : 1));
  const transformed = (x: number, j: number) => (x - offset[j]!) / divisor[j]!;
  return {
    name,
    apply: (rows) => mapEntries(rows, transformed),
    consume: (rows) => mapEntries(rows, transformed, rows),
    invert: (rows) => mapEntries(rows, (z, j) => z * divisor[j]! + offset[j]!),
  };
}

/** @param out where the result goes; `source` itself for in place */
function mapEntries(
  { rows, columns, values }: Matrix,
  entry: (value: number, column: number) => number,
  out = matrix(rows, columns),
): Matrix {
  for (let k = 0; k < values.length; k++) out.values[k] = entry(values[k]!, k % columns);
  return out;
}
