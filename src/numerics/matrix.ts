/** A dense row-major matrix in float64: entry (i, j) is `values[i * columns + j]`. */
export interface Matrix {
  /** Number of rows. */
  readonly rows: number;
  /** Number of columns. */
  readonly columns: number;
  /** [rows, columns], row-major. */
  readonly values: Float64Array;
}

/** Makes a matrix; throws a RangeError when the number of values is not rows × columns. */
export function matrix(rows: number, columns: number, values = new Float64Array(rows * columns)): Matrix {
  if (values.length !== rows * columns) {
    throw new RangeError(
      `matrix: ${rows} × ${columns} needs ${rows * columns} values, received ${values.length}`,
    );
  }
  return { rows, columns, values };
}

/** The matrix of the chosen rows, in the order given. */
export function selectRows(source: Matrix, rows: ArrayLike<number>): Matrix {
  const { columns } = source;
  const result = matrix(rows.length, columns);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    result.values.set(source.values.subarray(row * columns, (row + 1) * columns), i * columns);
  }
  return result;
}
