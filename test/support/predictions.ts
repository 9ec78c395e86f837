import { mlpLayout } from '../../src/models/layout.ts';
import type { MlpSpecification } from '../../src/models/specification.ts';
import type { Matrix } from '../../src/numerics/matrix.ts';

/** Predictions of an MLP for all rows, [rows · outputs], row by row: a forward pass written out by hand. */
export function predictions(
  { specification, inputs }: { readonly specification: MlpSpecification; readonly inputs: Matrix },
  parameters: Float64Array,
): number[] {
  const { layers, activation, batchNorm } = specification;
  const { rows, columns, values } = inputs;
  const { entries } = mlpLayout(specification);
  const tensor = (name: string) => {
    const { offset, size } = entries.find((entry) => entry.name === name)!;
    return parameters.subarray(offset, offset + size);
  };
  const phi = {
    linear: (y: number) => y,
    relu: (y: number) => Math.max(0, y),
    sigmoid: (y: number) => 1 / (1 + Math.exp(-y)),
    tanh: Math.tanh,
  }[activation];
  let a = Array.from({ length: rows }, (_, i) => [...values.subarray(i * columns, (i + 1) * columns)]);
  for (let layer = 1; layer < layers.length; layer++) {
    const units = layers[layer]!;
    const [kernel, bias] = [tensor(`layer${layer}/kernel`), tensor(`layer${layer}/bias`)];
    const z = a.map((row) =>
      Array.from(bias, (b, j) => row.reduce((sum, x, k) => sum + x * kernel[k * units + j]!, b)),
    );
    if (layer === layers.length - 1) return z.flat();
    if (batchNorm) {
      const [gamma, beta] = [tensor(`layer${layer}/gamma`), tensor(`layer${layer}/beta`)];
      for (let j = 0; j < units; j++) {
        const mean = z.reduce((sum, row) => sum + row[j]!, 0) / rows;
        const variance = z.reduce((sum, row) => sum + (row[j]! - mean) ** 2, 0) / rows;
        for (const row of z) {
          row[j] = (gamma[j]! * (row[j]! - mean)) / Math.sqrt(variance + batchNorm.epsilon) + beta[j]!;
        }
      }
    }
    a = z.map((row) => row.map(phi));
  }
  throw new Error('a network has at least one layer');
}
