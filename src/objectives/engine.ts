import type { MlpSpecification } from '../models/specification.ts';
import type { Matrix } from '../numerics/matrix.ts';
import type { MlpObjective } from './contract.ts';

/** Something that can evaluate and differentiate an MLP: TensorFlow.js on one of its backends, or the closed form. */
export interface MlpEngine {
  readonly name: 'tfjs' | 'closed-form';
  /**
   * Where it computes: 'native', 'wasm' or 'cpu' for TensorFlow.js; 'wasm-simd', 'wasm-simd-fma' (with fused
   * multiply-add), 'native-ops', 'wasm-ops', 'cpu-ops' (in TensorFlow.js operations) or, for its reference, 'javascript'
   * for the closed form.
   */
  readonly backend: string;
  /** `mixed`: Hessian-vector products in float32, with `exact` ones beside them, and all else in float64. */
  readonly precision: 'float32' | 'float64' | 'mixed';
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
