import {
  allBlocks,
  type ChunkSums,
  type KernelNetwork,
  scratchBlock,
  type TensorPlaces,
  tensorPlaces,
} from './network.ts';
import { cursor, type Place, shifted } from './place.ts';

/** The derivatives of one layer along a direction: what `LayerTangent` of `reference/pass.ts` holds. */
export interface KernelTangent {
  /** The tensors of v, and the part of H·v that comes from one chunk. */
  readonly direction: TensorPlaces;
  readonly product: TensorPlaces;
  readonly productSums: TensorPlaces;
  /** V_W and its transpose, packed for the kernel. */
  readonly packed: { readonly v: Place; readonly vTransposed: Place };
  /** R{a}; on the output layer the same as `rDelta`. */
  readonly rOutput: Place;
  readonly rDelta: Place;
  readonly batchNorm: KernelBatchNormTangent | null;
}

/** Blocks of rows, a chunk's part of two sums, and addresses of vectors [units]. */
export interface KernelBatchNormTangent {
  readonly rNormalized: Place;
  readonly meanSums: Place;
  readonly correlationSums: Place;
  /** Mean of R{z}. */
  readonly rMean: number;
  /** c. */
  readonly correlation: number;
  /** R{γ·s}, and R{∂L/∂γ} and R{∂L/∂β} over n. */
  readonly rScale: number;
  readonly rMeanGamma: number;
  readonly rMeanBeta: number;
}

/** Room for products with up to `capacity` directions at a time. */
export interface KernelTangents {
  readonly capacity: number;
  /** Flat vectors [dimension], one for each direction. */
  readonly direction: Place;
  readonly product: Place;
  readonly sums: ChunkSums;
  readonly layers: readonly KernelTangent[];
  readonly end: number;
}

/**
 * Lays the tangents of a network out from `start` on. One block of each thread will do, since a block goes through a
 * whole product before the next; with batch norm, whose sums go over all rows, every block has its own, and there is
 * room for one direction only.
 */
export function layOutTangents(network: KernelNetwork, capacity: number, start: number): KernelTangents {
  const { specification, layout, elementBytes, threads, blocks, chunks, dimension } = network;
  const { layers, batchNorm } = specification;
  if (batchNorm && capacity > 1) throw new RangeError('batch norm takes one direction at a time');
  const memory = cursor(start, elementBytes);
  const forEach = (bytes: number): Place => {
    const padded = 64 * Math.ceil(bytes / 64) + 64;
    return { address: memory.bytes(padded * capacity), direction: padded };
  };
  const blocksOf = (features: number) =>
    batchNorm
      ? allBlocks(memory, features, blocks, elementBytes)
      : scratchBlock(memory, features, threads, elementBytes);

  const [direction, product] = [forEach(8 * dimension), forEach(8 * dimension)];
  // The sums of one chunk and direction, laid out from 0.
  const chunk = cursor(0, elementBytes);
  chunk.vector(dimension);
  const normSums = layers.map((units) => (batchNorm ? [chunk.vector(units), chunk.vector(units)] : []));
  const stride = chunk.end * capacity;
  const sums: ChunkSums = {
    place: { address: memory.bytes(chunks * stride), chunk: stride, direction: chunk.end },
    bytes: chunk.end,
    stride,
  };
  const tangents = layers.slice(1).map((units, index): KernelTangent => {
    const inner = layers[index]!;
    const hidden = index < layers.length - 2;
    const tensors = (place: Place) => tensorPlaces(layout, index + 1, place);
    const rDelta = blocksOf(units);
    const weights = () => forEach(elementBytes * inner * units);
    const vector = () => memory.vector(units);
    return {
      direction: tensors(direction),
      product: tensors(product),
      productSums: tensors(sums.place),
      packed: { v: weights(), vTransposed: weights() },
      rOutput: hidden ? blocksOf(units) : rDelta,
      rDelta,
      batchNorm:
        hidden && batchNorm
          ? {
              rNormalized: blocksOf(units),
              meanSums: shifted(sums.place, normSums[index + 1]![0]!),
              correlationSums: shifted(sums.place, normSums[index + 1]![1]!),
              rMean: vector(),
              correlation: vector(),
              rScale: vector(),
              rMeanGamma: vector(),
              rMeanBeta: vector(),
            }
          : null,
    };
  });
  return { capacity, direction, product, sums, layers: tangents, end: memory.end };
}
