import type { MlpSpecification } from '../../../models/specification.ts';

/** Rows in a block, as `assembly/lanes.ts` has it. */
export const BLOCK_ROWS = 32;

/** How the rows are cut: into blocks of 32, and those into chunks that threads claim one by one. */
export interface Partition {
  readonly blocks: number;
  readonly chunks: number;
  /** Blocks of every chunk but the last, which may have fewer. */
  readonly chunkBlocks: number;
}

/** A chunk's multiply-adds, below which claiming it and adding its sums up would show: some 20 µs of work. */
const SMALLEST_CHUNK = 2 ** 17;
/** Chunks of a moderate and of a large job: enough for eight threads, and that a stolen core costs little. */
const [FEW, MANY] = [16, 64];
/**
 * A chunk clears its sums, and its first block and the adding up read them anew: that costs 4 % more with one block to a
 * chunk than with two, and 9 % with weights that fill the first-level cache, where four blocks cost next to nothing.
 * Storing the first block's sums instead of clearing them and adding gained nothing.
 */
const [LEAST_BLOCKS, LEAST_WIDE_BLOCKS, WIDE] = [2, 4, 2 ** 13];
/** Chunks that threads find even in a small job, such as a mini-batch of a wide network. */
const LEAST_CHUNKS = 4;
/** Blocks a chunk has in between, where the number of chunks grows. */
const MODERATE_BLOCKS = 16;
/** Numbers in the sums of all chunks, 64 MiB: a network so large has work enough in each of fewer chunks. */
const MOST_SUMS = 2 ** 23;

/**
 * Cuts the rows of an MLP by their number and the network alone, never by the number of threads: sums are taken
 * chunk by chunk and added up in the order of the chunks, so that every number of threads gives the same bits.
 */
export function partitionRows(specification: MlpSpecification, rows: number): Partition {
  const blocks = Math.ceil(rows / BLOCK_ROWS);
  const weights = weightCount(specification);
  const smallest = Math.ceil(SMALLEST_CHUNK / (BLOCK_ROWS * 6 * weights));
  const fewest = Math.ceil(blocks / Math.max(1, Math.floor(MOST_SUMS / weights)));
  const balanced = Math.max(Math.min(Math.ceil(blocks / FEW), MODERATE_BLOCKS), Math.ceil(blocks / MANY));
  const cheap = weights < WIDE ? LEAST_BLOCKS : LEAST_WIDE_BLOCKS;
  const least = Math.min(cheap, Math.ceil(blocks / LEAST_CHUNKS));
  const chunkBlocks = Math.max(balanced, fewest, least, Math.min(smallest, blocks));
  return { blocks, chunks: Math.ceil(blocks / chunkBlocks), chunkBlocks };
}

/** Entries of all weight matrices: the multiply-adds of a forward pass over one row. */
export function weightCount({ layers }: MlpSpecification): number {
  return layers.slice(1).reduce((sum, units, index) => sum + units * layers[index]!, 0);
}
