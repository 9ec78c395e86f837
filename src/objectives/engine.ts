import type { MlpSpecification } from '../models/specification.ts';
import type { Matrix } from '../numerics/matrix.ts';
import type { MlpObjective } from './contract.ts';

/** What an engine computes in. `mixed`: products with the Hessian in float32, all else, and `exact` products, in float64. */
export type Precision = 'float64' | 'float32' | 'mixed';

/** Relative rounding error of what decides: of `mixed` that of its `exact` products. */
export const ROUNDOFF: Readonly<Record<Precision, number>> = {
  float64: 2 ** -52,
  mixed: 2 ** -52,
  float32: 2 ** -23,
};

/** Something that can evaluate and differentiate an MLP: TensorFlow.js on one of its backends, or the closed form. */
export interface MlpEngine {
  /** TensorFlow.js' automatic differentiation, or derivatives by hand. */
  readonly name: 'tfjs' | 'closed-form';
  /**
   * Where it computes: 'native', 'wasm' or 'cpu' for TensorFlow.js; 'wasm-simd', 'wasm-simd-fma' (with fused
   * multiply-add), 'native-ops', 'wasm-ops', 'cpu-ops' (in TensorFlow.js operations) or, for its reference, 'javascript'
   * for the closed form.
   */
  readonly backend: string;
  /** What it computes in; TensorFlow.js always in `float32`. */
  readonly precision: Precision;
  /**
   * The mean squared error over rows and outputs of the MLP on these rows.
   *
   * @param inputs [rows, inputs]
   * @param targets [rows, outputs]
   */
  createObjective(specification: MlpSpecification, inputs: Matrix, targets: Matrix): MlpObjective;
  /** Threads it may use, where it tells. */
  readonly threads?: number;
  /** Live tensors, to show that nothing leaks; null when the engine has none. */
  tensorCount(): number | null;
}
