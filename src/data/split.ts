import { randomStream } from '../numerics/random.ts';
import { DataError } from './errors.ts';

/** Row numbers of the two parts, from 0; together every row once. */
export interface Split {
  /** Ascending. */
  readonly train: Int32Array;
  /** Ascending; empty when the test fraction is 0. */
  readonly test: Int32Array;
}

/** One training row has no variance to normalise by. */
const FEWEST_TRAINING_ROWS = 2;

/**
 * Draws the test rows without replacement: round(testFraction · rows) of them, at least one unless the fraction is 0.
 *
 * The split depends on the seed and the number of rows alone, so arms of one seed share it, and for a larger fraction
 * the test rows are a superset. Both parts keep the rows' original order: a full-batch sum then adds up in
 * the order of the file, and row numbers in logs can be looked up; the order of mini-batches is drawn in training.
 *
 * @param testFraction share of the rows held out, 0 ≤ testFraction < 1
 * @throws DataError when the fraction is out of range or fewer than two training rows would remain
 */
export function splitRows(rows: number, testFraction: number, seed: number): Split {
  if (!(testFraction >= 0 && testFraction < 1)) {
    throw new DataError('data.testFraction', [
      `received ${testFraction}; allowed are 0 (no test split) to below 1`,
    ]);
  }
  const testRows = testFraction === 0 ? 0 : Math.max(1, Math.round(testFraction * rows));
  const trainRows = rows - testRows;
  if (trainRows < FEWEST_TRAINING_ROWS) {
    throw new DataError('data.testFraction', [
      `${testFraction} of ${rows} rows leaves ${trainRows} for training, at least ${FEWEST_TRAINING_ROWS} are ` +
        'needed; hold out fewer rows (0 for none) or bring more data',
    ]);
  }
  const order = randomStream(seed, 'split').permutation(rows);
  return { train: order.slice(testRows).sort(), test: order.slice(0, testRows).sort() };
}
