import type { Transform } from '../../config/schema.ts';
import type { Matrix } from '../../numerics/matrix.ts';

/** An affine map of rows whose constants were fitted on the training split; other rows pass through the same map. */
export interface FittedTransform {
  /** Which of the transforms it is: `standardized`, for one. */
  readonly name: Transform;
  /** Maps rows in the source's units, [rows, columns], to model units; a new matrix, by `raw` the same one. */
  apply(rows: Matrix): Matrix;
  /** As `apply`, in the memory of `rows` where that is possible: they are not to be used afterwards. */
  consume(rows: Matrix): Matrix;
  /**
   * Maps rows in model units back to the source's units; a new matrix, by `raw` the same one. What whitening sent to 0 (directions in
   * which the training rows do not vary) comes back as the training mean.
   */
  invert(rows: Matrix): Matrix;
}
