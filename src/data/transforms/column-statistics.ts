import type { Matrix } from '../../numerics/matrix.ts';

/** Mean and spread of each column of a matrix; arrays of length `columns`. */
export interface ColumnStatistics {
  readonly mean: Float64Array;
  /** Population standard deviation (divided by n); 0 for a constant column. */
  readonly deviation: Float64Array;
  /** 1 where all values of the column are equal, tested value by value and not by a small variance. */
  readonly constant: Uint8Array;
}

/**
 * Column statistics in two passes. Sums run over differences from the first row, so a constant column has
 * exactly its value as mean (0.1 summed three times and divided by 3 is not 0.1) and a large offset, such as a
 * year, costs no digits of the deviation. Squares are taken of d / max |d|, which neither over- nor underflow.
 *
 * @param values [rows ≥ 1, columns], finite
 */
export function columnStatistics({ rows, columns, values }: Matrix): ColumnStatistics {
  const mean = new Float64Array(columns);
  const deviation = new Float64Array(columns);
  const constant = new Uint8Array(columns);
  for (let j = 0; j < columns; j++) {
    const first = values[j]!;
    let shift = 0;
    let equal = true;
    for (let i = 0; i < rows; i++) {
      const value = values[i * columns + j]!;
      shift += (value - first) / rows;
      equal &&= value === first;
    }
    mean[j] = first + shift;
    constant[j] = equal ? 1 : 0;
    deviation[j] = equal ? 0 : rootMeanSquare(values, columns, j, mean[j]!);
  }
  return { mean, deviation, constant };
}

/** √(mean of (x − mean)²) of column j, which is not constant. */
function rootMeanSquare(values: Float64Array, columns: number, j: number, mean: number): number {
  let largest = 0;
  for (let k = j; k < values.length; k += columns) largest = Math.max(largest, Math.abs(values[k]! - mean));
  let squares = 0;
  for (let k = j; k < values.length; k += columns) {
    const share = (values[k]! - mean) / largest;
    squares += share * share;
  }
  return largest * Math.sqrt(squares / (values.length / columns));
}
