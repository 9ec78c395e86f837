import { checkLength } from '../numerics/linear-operator.ts';
import { type RandomStream, randomUnitVector } from '../numerics/random.ts';
import { norm, scale } from '../numerics/vector.ts';

/** Where an eigenvalue algorithm may start: an earlier result serves as it is. */
export interface WarmStart {
  /** [dimension], any length but zero; copied, never written to. One that is zero or not finite is ignored. */
  readonly vector: Float64Array;
  /** Its eigenvalue as last known. */
  readonly value?: number;
  /** A·vector of a unit vector under the very operator that is searched: the start then costs power iteration no product. */
  readonly image?: Float64Array;
  /** The negative eigenpair that an earlier power iteration shifted away. */
  readonly smallest?: {
    /** λ. */
    readonly value: number;
    /** [dimension], unit length. */
    readonly vector: Float64Array;
  };
}

/** The unit vector an algorithm begins with. */
export interface StartVector {
  readonly vector: Float64Array;
  readonly isRandom: boolean;
}

/**
 * A unit copy of the warm vector, or a random unit vector where there is none or it has no finite length.
 *
 * @throws RangeError that names the caller, when the warm vector has another length than `dimension`
 */
export function startVector(
  caller: string,
  dimension: number,
  warm: Float64Array | undefined,
  random: RandomStream,
): StartVector {
  if (warm !== undefined) {
    checkLength(caller, warm, dimension);
    const length = norm(warm);
    if (length > 0 && length < Number.POSITIVE_INFINITY) {
      const vector = warm.slice();
      if (length !== 1) scale(1 / length, vector);
      return { vector, isRandom: false };
    }
  }
  return { vector: randomUnitVector(random, dimension), isRandom: true };
}
