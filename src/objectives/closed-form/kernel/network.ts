import { mlpLayout, type ParameterLayout } from '../../../models/layout.ts';
import type { Activation, MlpSpecification } from '../../../models/specification.ts';
import { BLOCK_ROWS, type Partition, partitionRows } from './partition.ts';
import { type Cursor, cursor, type Place, shifted } from './place.ts';
import type { Range } from './program.ts';

/** How the kernel numbers activations. */
const KINDS: Record<Activation, number> = { linear: 0, relu: 1, sigmoid: 2, tanh: 3 };

/** One layer's tensors in a flat vector; gamma and beta mean nothing where there is no batch norm. */
export interface TensorPlaces {
  readonly kernel: Place;
  readonly bias: Place;
  readonly gamma: Place;
  readonly beta: Place;
}

/** One layer in WebAssembly memory: places of what `reference/pass.ts` holds in arrays, by the same names. */
export interface KernelLayer {
  readonly inputs: number;
  readonly units: number;
  /** Number of the activation; null on the output layer. */
  readonly activation: number | null;
  readonly point: TensorPlaces;
  readonly gradient: TensorPlaces;
  /** The part of the gradient that comes from one chunk. */
  readonly gradientSums: TensorPlaces;
  /** W and Wᵀ, packed for the kernel. */
  readonly packed: { readonly w: number; readonly wTransposed: number };
  readonly input: Place;
  readonly output: Place;
  readonly delta: Place;
  /** φ'; on the output layer, where there is none, the same as delta. */
  readonly slope: Place;
  /** φ''/φ'·∂L/∂a; likewise. */
  readonly bend: Place;
  readonly batchNorm: KernelBatchNorm | null;
}

/** Blocks of rows, a chunk's part of two sums, and addresses of vectors [units]. */
export interface KernelBatchNorm {
  readonly normalized: Place;
  /** ∂L/∂y. */
  readonly upstream: Place;
  readonly projected: Place;
  readonly meanSums: Place;
  readonly varianceSums: Place;
  readonly mean: number;
  readonly variance: number;
  /** s. */
  readonly inverseDeviation: number;
  /** γ·s. */
  readonly scale: number;
  /** ∂L/∂γ and ∂L/∂β over n. */
  readonly meanGamma: number;
  readonly meanBeta: number;
}

/** The chunks whose caches are kept, or those whose caches are computed anew, block by block, in scratch memory. */
export interface Section extends Range {
  readonly cached: boolean;
  readonly layers: readonly KernelLayer[];
}

/** Sums that each chunk takes for itself. */
export interface ChunkSums {
  readonly place: Place;
  readonly bytes: number;
  /** Bytes from one chunk's to the next one's. */
  readonly stride: number;
}

/** An MLP on fixed rows in WebAssembly memory, up to `end`. */
export interface KernelNetwork extends Partition {
  readonly specification: MlpSpecification;
  readonly layout: ParameterLayout;
  /** Bytes of a number in a block or in packed weights; all else is float64. */
  readonly elementBytes: number;
  /** How many threads have scratch memory. */
  readonly threads: number;
  readonly rows: number;
  /** Rows of the last block. */
  readonly tail: number;
  readonly dimension: number;
  /** One or two, in the order of their chunks; with batch norm one that is cached. */
  readonly sections: readonly Section[];
  /** All chunks, in scratch memory; null with batch norm. */
  readonly scratch: Section | null;
  readonly inputs: Place;
  readonly targets: Place;
  /** Flat vectors [dimension]. */
  readonly point: number;
  readonly gradient: number;
  /** The sum of squared errors, `RESULT_BYTES` before the gradient. */
  readonly loss: number;
  /** The same of each chunk, then the sums of batch norm. */
  readonly sums: ChunkSums;
  /** Two masks [32]: ones, and ones for the rows of the last block. */
  readonly mask: number;
  readonly tailMask: number;
  /** Numbers that steps read from memory: n, 2/(n·K) and batch norm's ε, in float64. */
  readonly constants: { readonly rows: number; readonly factor: number; readonly epsilon: number };
  readonly end: number;
}

/** Bytes from the loss to the gradient. */
export const RESULT_BYTES = 64;

/** What a network is laid out for. */
export interface LayoutOptions {
  readonly elementBytes: number;
  readonly threads: number;
  /** Most memory for caches; see `ClosedFormOptions`. Infinity keeps all. */
  readonly cacheBytes: number;
}

/** Lays an MLP out from `start` on. */
export function layOut(
  specification: MlpSpecification,
  rows: number,
  start: number,
  { elementBytes, threads, cacheBytes }: LayoutOptions,
): KernelNetwork {
  const { layers, batchNorm } = specification;
  const layout = mlpLayout(specification);
  const { dimension } = layout;
  const partition = partitionRows(specification, rows);
  const { blocks, chunks, chunkBlocks } = partition;
  const memory = cursor(start, elementBytes);
  const rowsOf = (features: number) => allBlocks(memory, features, blocks, elementBytes);

  const point = memory.vector(dimension);
  const loss = memory.bytes(RESULT_BYTES + 8 * dimension);
  const numbers = memory.vector(3);
  const [mask, tailMask] = [memory.elements(BLOCK_ROWS), memory.elements(BLOCK_ROWS)];
  const [inputs, targets] = [rowsOf(layers[0]!), rowsOf(layers.at(-1)!)];

  // The sums of one chunk, laid out from 0.
  const chunk = cursor(0, elementBytes);
  chunk.bytes(RESULT_BYTES + 8 * dimension);
  const normSums = layers.map(() => (batchNorm ? [0, 1] : []));
  for (const [index, units] of layers.entries())
    normSums[index] = normSums[index]!.map(() => chunk.vector(units));
  const sums: ChunkSums = {
    place: { address: memory.bytes(chunks * chunk.end), chunk: chunk.end },
    bytes: chunk.end,
    stride: chunk.end,
  };
  const flat = {
    point: { address: point },
    gradient: { address: loss + RESULT_BYTES },
    gradientSums: shifted(sums.place, RESULT_BYTES),
  };

  // What does not depend on the section.
  const fixed = layers.slice(1).map((units, index) => {
    const inner = layers[index]!;
    const tensors = (place: Place) => tensorPlaces(layout, index + 1, place);
    const vector = () => memory.vector(units);
    return {
      inputs: inner,
      units,
      activation: index < layers.length - 2 ? KINDS[specification.activation] : null,
      point: tensors(flat.point),
      gradient: tensors(flat.gradient),
      gradientSums: tensors(flat.gradientSums),
      packed: { w: memory.elements(inner * units), wTransposed: memory.elements(inner * units) },
      batchNorm:
        index < layers.length - 2 && batchNorm
          ? {
              normalized: rowsOf(units),
              upstream: rowsOf(units),
              projected: rowsOf(units),
              meanSums: shifted(sums.place, normSums[index + 1]![0]!),
              varianceSums: shifted(sums.place, normSums[index + 1]![1]!),
              mean: vector(),
              variance: vector(),
              inverseDeviation: vector(),
              scale: vector(),
              meanGamma: vector(),
              meanBeta: vector(),
            }
          : null,
    };
  });

  /** The first chunks, cached, or all of them in scratch memory. */
  const section = (count: number, cached: boolean): Section => {
    const held = Math.min(blocks, count * chunkBlocks);
    const place = (features: number) =>
      cached
        ? allBlocks(memory, features, held, elementBytes)
        : scratchBlock(memory, features, threads, elementBytes);
    let input = inputs;
    const sectionLayers = fixed.map((layer) => {
      const { units, activation } = layer;
      const [output, delta] = [place(units), place(units)];
      const [slope, bend] = activation === null ? [delta, delta] : [place(units), place(units)];
      const whole = { ...layer, input, output, delta, slope, bend };
      input = output;
      return whole;
    });
    return { firstChunk: 0, chunks: count, chunkBlocks, blocks, cached, layers: sectionLayers };
  };
  const chunkBytes = chunkBlocks * BLOCK_ROWS * elementBytes * cachedFeatures(layers);
  const kept = batchNorm ? chunks : Math.min(chunks, Math.floor(cacheBytes / chunkBytes));
  const scratch = batchNorm ? null : section(chunks, false);
  const sections: Section[] = kept > 0 ? [section(kept, true)] : [];
  if (scratch && kept < chunks) sections.push({ ...scratch, firstChunk: kept, chunks: chunks - kept });
  return {
    specification,
    layout,
    elementBytes,
    threads,
    rows,
    ...partition,
    tail: rows - (blocks - 1) * BLOCK_ROWS,
    dimension,
    sections,
    scratch,
    inputs,
    targets,
    point,
    gradient: loss + RESULT_BYTES,
    loss,
    sums,
    mask,
    tailMask,
    constants: { rows: numbers, factor: numbers + 8, epsilon: numbers + 16 },
    end: memory.end,
  };
}

/** Features of a block's caches: a, δ, φ' and the bend of hidden layers, ŷ and δ of the output layer. */
function cachedFeatures(layers: readonly number[]): number {
  return layers.slice(1, -1).reduce((sum, units) => sum + 4 * units, 2 * layers.at(-1)!);
}

/** Room for an array over all rows: one block [features][32] behind the other. */
export function allBlocks(memory: Cursor, features: number, blocks: number, elementBytes: number): Place {
  const count = features * BLOCK_ROWS;
  return { address: memory.elements(count * blocks), block: elementBytes * count };
}

/** Room for one block of each thread, which serves all blocks in turn. */
export function scratchBlock(memory: Cursor, features: number, threads: number, elementBytes: number): Place {
  // A cache line to spare, as from the cursor.
  const bytes = elementBytes * features * BLOCK_ROWS + 64;
  return { address: memory.bytes(bytes * threads), worker: bytes };
}

/** Where the tensors of a layer, counted from 1, lie in a flat vector. */
export function tensorPlaces({ entries }: ParameterLayout, layer: number, flat: Place): TensorPlaces {
  const place = (tensor: string) => {
    const entry = entries.find(({ name }) => name === `layer${layer}/${tensor}`);
    return shifted(flat, 8 * (entry?.offset ?? 0));
  };
  return { kernel: place('kernel'), bias: place('bias'), gamma: place('gamma'), beta: place('beta') };
}
