import { takeRegion } from '../../src/objectives/closed-form/kernel/arena.ts';
import type { KernelVariant } from '../../src/objectives/closed-form/kernel/module.ts';
import { BLOCK_ROWS } from '../../src/objectives/closed-form/kernel/partition.ts';
import { encodeProgram, programBuilder } from '../../src/objectives/closed-form/kernel/program.ts';

/** Panels, a block and its product fit into 32 KiB together. */
const [FEATURES, INNER, REPEATS] = [16, 48, 1000];

/** A bare loop over the kernel's matrix product, all of it in the first-level cache: the most that a pass could reach. */
export interface ProductLoop {
  readonly run: () => number;
  /** Multiply-adds of one call. */
  readonly work: number;
}

/** @param variant a float64 one */
export function productLoop(variant: KernelVariant): ProductLoop {
  const counts = { weights: FEATURES * INNER, block: INNER * BLOCK_ROWS, out: FEATURES * BLOCK_ROWS };
  const region = takeRegion(variant, 8 * (counts.weights + counts.block + counts.out) + 256);
  const weights = region.address;
  const block = weights + 8 * counts.weights + 64;
  const out = block + 8 * counts.block + 64;
  region.floats(weights, counts.weights).fill(0.01);
  region.floats(block, counts.block).fill(0.5);
  const builder = programBuilder();
  builder
    .over({ firstChunk: 0, chunks: 1, chunkBlocks: REPEATS, blocks: REPEATS })
    .once('pullback', FEATURES, INNER, weights, block, out);
  const words = encodeProgram(builder.stages);
  const program = region.more(words.byteLength);
  region.words(program, words.length).set(words);
  return {
    run: () => {
      region.run(program, 1, 1);
      return region.floats(out, 1)[0]!;
    },
    work: REPEATS * FEATURES * INNER * BLOCK_ROWS,
  };
}
