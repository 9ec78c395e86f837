import { mlpLayout } from '../../../models/layout.ts';
import type { MlpSpecification } from '../../../models/specification.ts';

/** One layer's part of a flat vector (parameters, a gradient, a direction), as views into it. */
export interface LayerTensors {
  /** [inputs, units], row-major. */
  readonly kernel: Float64Array;
  /** [units]. */
  readonly bias: Float64Array;
  /** [units] each; null without batch norm and on the output layer. */
  readonly batchNorm: { readonly gamma: Float64Array; readonly beta: Float64Array } | null;
}

/** Makes the function that views a flat vector [dimension] as the tensors of each layer, first to last. */
export function layerViews(specification: MlpSpecification): (flat: Float64Array) => LayerTensors[] {
  const ranges = new Map(
    mlpLayout(specification).entries.map(({ name, offset, size }) => [
      name,
      [offset, offset + size] as const,
    ]),
  );
  const count = specification.layers.length - 1;
  return (flat) => {
    const view = (name: string) => flat.subarray(...ranges.get(name)!);
    return Array.from({ length: count }, (_, index) => {
      const layer = `layer${index + 1}`;
      return {
        kernel: view(`${layer}/kernel`),
        bias: view(`${layer}/bias`),
        batchNorm: ranges.has(`${layer}/gamma`)
          ? { gamma: view(`${layer}/gamma`), beta: view(`${layer}/beta`) }
          : null,
      };
    });
  };
}
