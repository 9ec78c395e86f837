import { columnMeans, columnSums } from './matrix-products.ts';
import type { BatchNormPass } from './pass.ts';

/** γ and β, or a gradient or a direction in them: [units] each. */
export interface BatchNormTensors {
  readonly gamma: Float64Array;
  readonly beta: Float64Array;
}

/** μ = 1/n Σ z and σ² = 1/n Σ (z − μ)² (the biased variance) of each unit over the rows of z [rows, units]. */
export function batchStatistics(rows: number, z: Float64Array, pass: BatchNormPass): void {
  const { mean, variance } = pass;
  const units = mean.length;
  columnMeans(rows, units, z, mean);
  variance.fill(0);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < units; j++) variance[j]! += (z[i * units + j]! - mean[j]!) ** 2;
  }
  for (let j = 0; j < units; j++) variance[j]! /= rows;
}

/**
 * Batch norm (Ioffe and Szegedy 2015, algorithm 1) with the statistics in `pass`:
 *
 *     s = 1/√(σ² + ε),   x̂ = (z − μ)·s,   y = γ·x̂ + β
 *
 * @param z [rows, units]; overwritten with y
 */
export function normalize(
  rows: number,
  { gamma, beta }: BatchNormTensors,
  z: Float64Array,
  pass: BatchNormPass,
): void {
  const { epsilon, mean, variance, inverseDeviation, normalized } = pass;
  const units = mean.length;
  for (let j = 0; j < units; j++) inverseDeviation[j] = 1 / Math.sqrt(variance[j]! + epsilon);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < units; j++) {
      const index = i * units + j;
      const x = (z[index]! - mean[j]!) * inverseDeviation[j]!;
      normalized[index] = x;
      z[index] = gamma[j]! * x + beta[j]!;
    }
  }
}

/**
 * Back through batch norm, statistics included (they depend on every row of the batch):
 *
 *     ∂L/∂β = Σ ∂L/∂y,   ∂L/∂γ = Σ ∂L/∂y·x̂
 *     t = ∂L/∂y − 1/n·∂L/∂β − 1/n·∂L/∂γ·x̂
 *     ∂L/∂z = γ·s·t
 *
 * @param delta [rows, units]: ∂L/∂y, overwritten with ∂L/∂z
 * @param gradient receives ∂L/∂γ and ∂L/∂β
 */
export function normalizeBackward(
  rows: number,
  { gamma }: BatchNormTensors,
  pass: BatchNormPass,
  delta: Float64Array,
  gradient: BatchNormTensors,
): void {
  const { inverseDeviation, normalized, upstream, projected } = pass;
  const units = gamma.length;
  upstream.set(delta);
  columnSums(rows, units, delta, gradient.beta);
  gradient.gamma.fill(0);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < units; j++) gradient.gamma[j]! += delta[i * units + j]! * normalized[i * units + j]!;
  }
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < units; j++) {
      const index = i * units + j;
      const t = delta[index]! - (gradient.beta[j]! + gradient.gamma[j]! * normalized[index]!) / rows;
      projected[index] = t;
      delta[index] = gamma[j]! * inverseDeviation[j]! * t;
    }
  }
}
