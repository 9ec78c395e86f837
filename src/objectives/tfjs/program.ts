import type { Scalar, Tensor } from '@tensorflow/tfjs';
import type { ParameterLayout } from '../../models/layout.ts';

/** A network's outputs and its loss, which depends on the parameters through them. */
export interface NetworkLoss {
  /** [rows, …]; a tensor on the tape, whose data may be gone. */
  readonly outputs: Tensor;
  readonly loss: Scalar;
}

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
  /**
   * Computes the outputs and the loss of them, for `body` to call inside `run` while operations are being recorded.
   * Absent where nothing tells the outputs. Penalties on the parameters are left out.
   */
  network?(tensors: readonly Tensor[]): NetworkLoss;
}
