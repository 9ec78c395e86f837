import { mlpLayout } from '../../../models/layout.ts';
import type { Activation, MlpSpecification } from '../../../models/specification.ts';

/** Rows in a block, as `assembly/lanes.ts` has it. */
export const BLOCK_ROWS = 32;

/** How the kernel numbers activations. */
const KINDS: Record<Activation, number> = { linear: 0, relu: 1, sigmoid: 2, tanh: 3 };

/** An array over all rows: one block [features][32] behind the other, or one block that serves all in turn. */
export interface RowBlocks {
  readonly address: number;
  /** Bytes from one block to the next; 0 where there is only one. */
  readonly stride: number;
}

/** The address of a block. */
export function blockAt({ address, stride }: RowBlocks, block: number): number {
  return address + block * stride;
}

/** Addresses of one layer's tensors in a flat vector; gamma and beta are 0 where there is no batch norm. */
export interface TensorAddresses {
  readonly kernel: number;
  readonly bias: number;
  readonly gamma: number;
  readonly beta: number;
}

/** One layer in WebAssembly memory: addresses of what `reference/pass.ts` holds in arrays, by the same names. */
export interface KernelLayer {
  readonly inputs: number;
  readonly units: number;
  /** Number of the activation; null on the output layer. */
  readonly activation: number | null;
  readonly point: TensorAddresses;
  readonly gradient: TensorAddresses;
  readonly direction: TensorAddresses;
  readonly product: TensorAddresses;
  /** W, Wᵀ and the same of the direction, packed for the kernel. */
  readonly packed: {
    readonly w: number;
    readonly wTransposed: number;
    readonly v: number;
    readonly vTransposed: number;
  };
  readonly input: RowBlocks;
  readonly output: RowBlocks;
  readonly delta: RowBlocks;
  /** φ'. */
  readonly slope: RowBlocks;
  /** φ''/φ'·∂L/∂a. */
  readonly bend: RowBlocks;
  /** R{a}; on the output layer the same blocks as `rDelta`. */
  readonly rOutput: RowBlocks;
  readonly rDelta: RowBlocks;
  readonly batchNorm: KernelBatchNorm | null;
}

/** Blocks of rows, and addresses of vectors [units]. */
export interface KernelBatchNorm {
  readonly normalized: RowBlocks;
  /** ∂L/∂y. */
  readonly upstream: RowBlocks;
  readonly projected: RowBlocks;
  readonly rNormalized: RowBlocks;
  readonly mean: number;
  readonly variance: number;
  /** s. */
  readonly inverseDeviation: number;
  /** γ·s. */
  readonly scale: number;
  /** ∂L/∂γ and ∂L/∂β over n. */
  readonly meanGamma: number;
  readonly meanBeta: number;
  /** Mean of R{z}. */
  readonly rMean: number;
  /** c. */
  readonly correlation: number;
  /** R{γ·s}, and R{∂L/∂γ} and R{∂L/∂β} over n. */
  readonly rScale: number;
  readonly rMeanGamma: number;
  readonly rMeanBeta: number;
}

/** An MLP on fixed rows in WebAssembly memory, from `start` to `end`. */
export interface KernelNetwork {
  readonly rows: number;
  readonly blocks: number;
  /** Rows of the last block. */
  readonly tail: number;
  readonly dimension: number;
  readonly epsilon: number;
  readonly layers: readonly KernelLayer[];
  /** Whether every block has caches of its own, so that products need not repeat forward and backward pass. */
  readonly cached: boolean;
  readonly inputs: RowBlocks;
  readonly targets: RowBlocks;
  /** Flat vectors [dimension]. */
  readonly point: number;
  readonly gradient: number;
  readonly direction: number;
  readonly product: number;
  /** Two masks [32]: ones, and ones for the rows of the last block. */
  readonly mask: number;
  readonly tailMask: number;
  /** Sum of squared errors. */
  readonly loss: number;
  readonly end: number;
}

/**
 * Lays an MLP out from `start` on. Without batch norm, tangents need one block only, since a block goes through a
 * whole product before the next; with `cached` false so do the caches.
 */
export function layOut(
  specification: MlpSpecification,
  rows: number,
  cached: boolean,
  start: number,
): KernelNetwork {
  const { layers, batchNorm } = specification;
  const { entries, dimension } = mlpLayout(specification);
  const offsets = new Map(entries.map(({ name, offset }) => [name, 8 * offset]));
  const blocks = Math.ceil(rows / BLOCK_ROWS);
  let end = start;
  // Whole cache lines, and one to spare: arrays of a power of two of bytes would compete for the same lines.
  const take = (count: number) => {
    const address = end;
    end += 64 * Math.ceil(count / 8) + 64;
    return address;
  };
  const rowBlocks = (features: number, own: boolean): RowBlocks => {
    const count = features * BLOCK_ROWS;
    return { address: take(own ? count * blocks : count), stride: own ? 8 * count : 0 };
  };
  const tensors = (flat: number, layer: number): TensorAddresses => {
    const address = (name: string) => flat + (offsets.get(`layer${layer}/${name}`) ?? 0);
    return {
      kernel: address('kernel'),
      bias: address('bias'),
      gamma: address('gamma'),
      beta: address('beta'),
    };
  };

  const [point, gradient, direction, product] = [dimension, dimension, dimension, dimension].map(take) as [
    number,
    number,
    number,
    number,
  ];
  const inputs = rowBlocks(layers[0]!, true);
  let input = inputs;
  const kernelLayers = layers.slice(1).map((units, index): KernelLayer => {
    const fanIn = layers[index]!;
    const hidden = index < layers.length - 2;
    const ownTangents = batchNorm !== null;
    const rDelta = rowBlocks(units, ownTangents);
    const weights = () => take(fanIn * units);
    const layer: KernelLayer = {
      inputs: fanIn,
      units,
      activation: hidden ? KINDS[specification.activation] : null,
      point: tensors(point, index + 1),
      gradient: tensors(gradient, index + 1),
      direction: tensors(direction, index + 1),
      product: tensors(product, index + 1),
      packed: { w: weights(), wTransposed: weights(), v: weights(), vTransposed: weights() },
      input,
      output: rowBlocks(units, cached),
      delta: rowBlocks(units, cached),
      slope: hidden ? rowBlocks(units, cached) : rDelta,
      bend: hidden ? rowBlocks(units, cached) : rDelta,
      rOutput: hidden ? rowBlocks(units, ownTangents) : rDelta,
      rDelta,
      batchNorm:
        hidden && batchNorm
          ? {
              normalized: rowBlocks(units, true),
              upstream: rowBlocks(units, true),
              projected: rowBlocks(units, true),
              rNormalized: rowBlocks(units, true),
              mean: take(units),
              variance: take(units),
              inverseDeviation: take(units),
              scale: take(units),
              meanGamma: take(units),
              meanBeta: take(units),
              rMean: take(units),
              correlation: take(units),
              rScale: take(units),
              rMeanGamma: take(units),
              rMeanBeta: take(units),
            }
          : null,
    };
    input = layer.output;
    return layer;
  });
  return {
    rows,
    blocks,
    tail: rows - (blocks - 1) * BLOCK_ROWS,
    dimension,
    epsilon: batchNorm?.epsilon ?? 0,
    layers: kernelLayers,
    cached,
    inputs,
    targets: rowBlocks(layers.at(-1)!, true),
    point,
    gradient,
    direction,
    product,
    mask: take(BLOCK_ROWS),
    tailMask: take(BLOCK_ROWS),
    loss: take(1),
    end,
  };
}
