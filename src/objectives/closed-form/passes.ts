import type { NormalizationStatistics } from '../contract.ts';

/** The Hessian of the loss, or its generalized Gauss-Newton matrix (`Linearization.gaussNewton`). */
export type CurvatureMatrix = 'hessian' | 'gauss-newton';

/**
 * The passes over all rows of an MLP at one point, with the caches between them: what the reference and the
 * kernel implement, each in its own memory. Vectors are flat, [dimension]; lengths are the caller's contract.
 */
export interface ClosedFormPasses {
  /**
   * Moves to `parameters`, runs the forward pass there and returns the loss.
   *
   * @param running statistics in place of the batch's own (inference mode); no other pass may follow
   */
  forward(parameters: Float64Array, running?: readonly NormalizationStatistics[]): number;
  /** After `forward`: the backward pass; writes the gradient. */
  backward(gradient: Float64Array): void;
  /** Both at once, which may be quicker; returns the loss. */
  forwardBackward(parameters: Float64Array, gradient: Float64Array): number;
  /**
   * Writes the gradient at `parameters` and returns the loss, leaving nothing for other passes to follow; absent where
   * that would not be quicker.
   */
  gradient?(parameters: Float64Array, gradient: Float64Array): number;
  /** After the backward pass: writes the product of the matrix with each vector. */
  products(matrix: CurvatureMatrix, vectors: readonly Float64Array[], outs: readonly Float64Array[]): void;
  /** After `forward`: copies of the statistics of each batch-norm layer. */
  batchStatistics(): NormalizationStatistics[];
  /** Frees the memory; calling it twice is harmless. */
  dispose(): void;
}
