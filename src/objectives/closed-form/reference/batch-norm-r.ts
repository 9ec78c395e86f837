import type { BatchNormTensors } from './batch-norm.ts';
import { columnMeans, columnSums } from './matrix-products.ts';
import type { BatchNormPass, BatchNormTangent } from './pass.ts';

/**
 * R of batch norm's forward pass. With z̃ = R{z} − mean of R{z}, and Σ x̂ = 0:
 *
 *     c = mean of x̂·z̃        R{σ²} = 2·c/s,  hence R{s} = −½·s³·R{σ²} = −s²·c
 *     R{x̂} = s·z̃ + (z − μ)·R{s} = s·(z̃ − c·x̂)
 *     R{y} = V_γ·x̂ + γ·R{x̂} + V_β
 *
 * @param direction V_γ and V_β
 * @param preActivation [rows, units]: R{z}, overwritten with R{y}
 * @param tangent receives R{x̂} and c
 */
export function rNormalize(
  rows: number,
  { gamma }: BatchNormTensors,
  direction: BatchNormTensors,
  pass: BatchNormPass,
  preActivation: Float64Array,
  tangent: BatchNormTangent,
): void {
  const { inverseDeviation: s, normalized: x } = pass;
  const { normalized: rX, correlation: c } = tangent;
  const units = gamma.length;
  // c holds the mean of R{z} first: subtracting it before the products keeps their sum free of cancellation.
  columnMeans(rows, units, preActivation, c);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < units; j++) rX[i * units + j] = preActivation[i * units + j]! - c[j]!;
  }
  c.fill(0);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < units; j++) c[j]! += x[i * units + j]! * rX[i * units + j]!;
  }
  for (let j = 0; j < units; j++) c[j]! /= rows;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < units; j++) {
      const index = i * units + j;
      rX[index] = s[j]! * (rX[index]! - c[j]! * x[index]!);
      preActivation[index] = direction.gamma[j]! * x[index]! + gamma[j]! * rX[index]! + direction.beta[j]!;
    }
  }
}

/**
 * R of batch norm's backward pass, product rule on `normalizeBackward` line by line:
 *
 *     R{∂L/∂β} = Σ R{∂L/∂y},   R{∂L/∂γ} = Σ (R{∂L/∂y}·x̂ + ∂L/∂y·R{x̂})
 *     R{t} = R{∂L/∂y} − 1/n·(R{∂L/∂β} + R{∂L/∂γ}·x̂ + ∂L/∂γ·R{x̂})
 *     R{∂L/∂z} = (V_γ·s + γ·R{s})·t + γ·s·R{t},   R{s} = −s²·c
 *
 * @param direction V_γ and V_β
 * @param gradient ∂L/∂γ and ∂L/∂β
 * @param delta [rows, units]: R{∂L/∂y}, overwritten with R{∂L/∂z}
 * @param product receives R{∂L/∂γ} and R{∂L/∂β}
 */
export function rNormalizeBackward(
  rows: number,
  { gamma }: BatchNormTensors,
  direction: BatchNormTensors,
  gradient: BatchNormTensors,
  pass: BatchNormPass,
  tangent: BatchNormTangent,
  delta: Float64Array,
  product: BatchNormTensors,
): void {
  const { inverseDeviation: s, normalized: x, upstream, projected: t } = pass;
  const { normalized: rX, correlation: c } = tangent;
  const units = gamma.length;
  columnSums(rows, units, delta, product.beta);
  product.gamma.fill(0);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < units; j++) {
      const index = i * units + j;
      product.gamma[j]! += delta[index]! * x[index]! + upstream[index]! * rX[index]!;
    }
  }
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < units; j++) {
      const index = i * units + j;
      const mean =
        (product.beta[j]! + product.gamma[j]! * x[index]! + gradient.gamma[j]! * rX[index]!) / rows;
      const rScale = direction.gamma[j]! * s[j]! - gamma[j]! * s[j]! * s[j]! * c[j]!;
      delta[index] = rScale * t[index]! + gamma[j]! * s[j]! * (delta[index]! - mean);
    }
  }
}
