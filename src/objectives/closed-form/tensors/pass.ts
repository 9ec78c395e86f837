import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';

/** What the forward pass leaves for one layer; [rows, units] unless said otherwise. */
export interface ForwardLayer {
  /** a of the layer before, or the data, with a column of ones: [rows, inputs + 1]. */
  readonly input: Tensor2D;
  /** a = φ(y): the activations; on the output layer the predictions. */
  readonly output: Tensor2D;
  /** φ'(y); null where it is 1. */
  readonly slope: Tensor2D | null;
  readonly batchNorm: BatchNormForward | null;
}

/** Batch norm between z and y: statistics [units] and rows [rows, units]. */
export interface BatchNormForward {
  readonly mean: Tensor1D;
  /** σ², biased. */
  readonly variance: Tensor1D;
  /** s = 1/√(σ² + ε). */
  readonly inverseDeviation: Tensor1D;
  /** x̂ = (z − μ)·s. */
  readonly normalized: Tensor2D;
}

/** What the backward pass leaves for one layer; [rows, units] unless said otherwise. */
export interface BackwardLayer {
  /** δ = ∂L/∂z, with z = input·W + b. */
  readonly delta: Tensor2D;
  /** ∂L/∂a; null on the output layer. */
  readonly outer: Tensor2D | null;
  readonly batchNorm: BatchNormBackward | null;
}

export interface BatchNormBackward {
  /** ∂L/∂y. */
  readonly upstream: Tensor2D;
  /** t = ∂L/∂y less its parts along 1 and x̂, so that δ = γ·s·t. */
  readonly projected: Tensor2D;
  /** ∂L/∂γ and ∂L/∂β, [units]. */
  readonly gamma: Tensor1D;
  readonly beta: Tensor1D;
}

/** The derivatives along one direction v (written R{·} by Pearlmutter) of what the forward pass leaves. */
export interface LayerTangent {
  /** R{y}. */
  readonly preActivation: Tensor2D;
  /** R{a}. */
  readonly output: Tensor2D;
  readonly batchNorm: BatchNormTangent | null;
}

export interface BatchNormTangent {
  /** R{x̂}. */
  readonly normalized: Tensor2D;
  /** c = mean of x̂·R{z} over the rows, [units]; R{s} = −s²·c. */
  readonly correlation: Tensor1D;
}
