import type { MlpSpecification } from './specification.ts';

/** One named tensor inside the flat parameter vector: `size` entries from `offset`, row-major. */
export interface ParameterEntry {
  /** "layer1/kernel" ([inputs, units]), "layer1/bias", "layer1/gamma", "layer1/beta" ([units]). */
  readonly name: string;
  /** Of an MLP [inputs, units] for a kernel, else [units]. */
  readonly shape: readonly number[];
  /** Index of its first entry in the flat vector. */
  readonly offset: number;
  /** Number of entries: the product of the shape. */
  readonly size: number;
}

/** Where each parameter of a network lies in its flat vector, in order and without gaps. */
export interface ParameterLayout {
  /** In the order of the flat vector; of an MLP layer by layer from the inputs: kernel, bias, gamma, beta. */
  readonly entries: readonly ParameterEntry[];
  /** Length of the flat vector: the sum of the sizes. */
  readonly dimension: number;
}

/**
 * Where each parameter of the MLP lies in the flat vector: layer by layer kernel, bias and, on hidden layers
 * with batch norm, gamma and beta. The order is that of the reference values in `test/golden/`.
 */
export function mlpLayout(specification: MlpSpecification): ParameterLayout {
  const { layers, batchNorm } = specification;
  const tensors: { name: string; shape: number[] }[] = [];
  for (let layer = 1; layer < layers.length; layer++) {
    const units = layers[layer]!;
    tensors.push({ name: `layer${layer}/kernel`, shape: [layers[layer - 1]!, units] });
    tensors.push({ name: `layer${layer}/bias`, shape: [units] });
    if (batchNorm && layer < layers.length - 1) {
      tensors.push({ name: `layer${layer}/gamma`, shape: [units] });
      tensors.push({ name: `layer${layer}/beta`, shape: [units] });
    }
  }
  return layoutOf(tensors);
}

/** Lays named tensors one behind the other. */
export function layoutOf(tensors: readonly { name: string; shape: readonly number[] }[]): ParameterLayout {
  let offset = 0;
  const entries = tensors.map(({ name, shape }) => {
    const size = shape.reduce((product, extent) => product * extent, 1);
    const entry = { name, shape: [...shape], offset, size };
    offset += size;
    return entry;
  });
  return { entries, dimension: offset };
}
