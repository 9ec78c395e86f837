import { randomStream } from '../numerics/random.ts';

/**
 * The rows of each mini-batch of one epoch: a fresh permutation of the training split, cut into pieces of
 * `batchSize`; the last one is shorter when the split does not divide evenly, and no row is left out.
 *
 * @param epoch 1 for the first epoch; each epoch shuffles from a stream of its own
 */
export function epochBatches(rows: number, batchSize: number, seed: number, epoch: number): Int32Array[] {
  const order = randomStream(seed, `batches/epoch-${epoch}`).permutation(rows);
  const batches: Int32Array[] = [];
  for (let start = 0; start < rows; start += batchSize) {
    batches.push(order.slice(start, Math.min(start + batchSize, rows)));
  }
  return batches;
}
