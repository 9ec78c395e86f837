import type { Matrix } from '../numerics/matrix.ts';

/** A regression data set as it was read or drawn: before split and transforms. Every value is finite. */
export interface Dataset {
  /** [rows, features], in the source's own units. */
  readonly inputs: Matrix;
  /** [rows, outputs], in the source's own units. */
  readonly targets: Matrix;
  /** One name a feature, in column order. */
  readonly inputNames: readonly string[];
  /** One name an output, in column order. */
  readonly targetNames: readonly string[];
}
