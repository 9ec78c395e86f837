import type { Scalar, Tensor } from '@tensorflow/tfjs';
import type { ParameterLayout } from '../../models/layout.ts';

/** A scalar TensorFlow.js computation of named tensors: what a `TensorObjective` differentiates. */
export interface TensorProgram {
  readonly layout: ParameterLayout;
  /**
   * Sets the tensors to the flat parameters, hands them to `body` with the function of them to differentiate,
   * and afterwards leaves everything (weights, running statistics, tensor count) as it was.
   */
  run<Result>(
    parameters: Float64Array,
    body: (tensors: readonly Tensor[], loss: () => Scalar) => Result,
  ): Result;
}
