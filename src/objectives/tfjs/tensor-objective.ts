import type { Tensor } from '@tensorflow/tfjs';
import type { ParameterLayout } from '../../models/layout.ts';
import { checkLength, type LinearOperator } from '../../numerics/linear-operator.ts';
import type { Linearization, Objective } from '../contract.ts';
import { type RecordedGaussNewton, recordGaussNewton } from './gauss-newton.ts';
import type { TensorProgram } from './program.ts';
import { type RecordedGradient, recordGradient } from './tape.ts';
import type { Tensorflow } from './tensorflow.ts';

/**
 * The objective of a TensorFlow.js program: gradient and Hessian-vector product by automatic differentiation,
 * in float32 on tfjs's current backend.
 *
 * One recorded tape is kept at a time, that of the newest linearisation, so the number of live tensors stays
 * constant over a training run; a second one from the first product with the Gauss-Newton matrix on, where the program
 * tells outputs from loss. The operators of an older linearisation stay right: they record their point anew.
 */
export class TensorObjective implements Objective {
  readonly dimension: number;
  readonly #tf: Tensorflow;
  readonly #program: TensorProgram;
  #live: { readonly point: Float64Array; readonly recorded: RecordedGradient } | null = null;
  #liveOutputs: { readonly point: Float64Array; readonly recorded: RecordedGaussNewton } | null = null;

  constructor(tf: Tensorflow, program: TensorProgram) {
    this.#tf = tf;
    this.#program = program;
    this.dimension = program.layout.dimension;
  }

  get layout(): ParameterLayout {
    return this.#program.layout;
  }

  /** The recording of the newest linearisation; null before the first and after `dispose`. */
  get recorded(): RecordedGradient | null {
    return this.#live?.recorded ?? null;
  }

  value(parameters: Float64Array): number {
    checkLength('value', parameters, this.dimension);
    return this.#program.run(parameters, (_, loss) => this.#tf.tidy(() => loss().dataSync()[0]!));
  }

  gradient(parameters: Float64Array, out: Float64Array): number {
    checkLength('gradient', parameters, this.dimension);
    checkLength('gradient', out, this.dimension);
    const tf = this.#tf;
    return this.#program.run(parameters, (tensors, loss) =>
      tf.tidy(() => {
        const { value, grads } = tf.engine().gradients(loss, [...tensors], undefined, true);
        this.#read(grads, out);
        return value.dataSync()[0]!;
      }),
    );
  }

  linearize(parameters: Float64Array): Linearization {
    checkLength('linearize', parameters, this.dimension);
    const point = parameters.slice();
    const recorded = this.#record(point);
    const gradient = new Float64Array(this.dimension);
    this.#read(recorded.gradients, gradient);
    return {
      value: recorded.value,
      gradient,
      hessian: this.#operator(() =>
        this.#live?.point === point ? this.#live.recorded : this.#record(point),
      ),
      ...(this.#program.network && {
        gaussNewton: this.#operator(() =>
          this.#liveOutputs?.point === point ? this.#liveOutputs.recorded : this.#recordOutputs(point),
        ),
      }),
    };
  }

  dispose(): void {
    this.#live?.recorded.dispose();
    this.#live = null;
    this.#liveOutputs?.recorded.dispose();
    this.#liveOutputs = null;
  }

  /** @param recorded the recording to multiply with, made anew where it is gone */
  #operator(recorded: () => Pick<RecordedGradient, 'product'>): LinearOperator {
    const { dimension } = this;
    return {
      dimension,
      apply: (v, out) => {
        checkLength('apply', v, dimension);
        checkLength('apply', out, dimension);
        const { product } = recorded();
        this.#tf.tidy(() => {
          this.#read(product(this.#split(v)), out);
        });
      },
    };
  }

  #record(point: Float64Array): RecordedGradient {
    this.dispose();
    const recorded = this.#program.run(point, (tensors, loss) => recordGradient(this.#tf, loss, tensors));
    this.#live = { point, recorded };
    return recorded;
  }

  #recordOutputs(point: Float64Array): RecordedGaussNewton {
    this.#liveOutputs?.recorded.dispose();
    this.#liveOutputs = null;
    const recorded = this.#program.run(point, (tensors) =>
      recordGaussNewton(this.#tf, () => this.#program.network!(tensors), tensors),
    );
    this.#liveOutputs = { point, recorded };
    return recorded;
  }

  #split(vector: Float64Array): Tensor[] {
    return tensorsOf(this.#tf, this.layout, vector);
  }

  #read(tensors: readonly (Tensor | null | undefined)[], out: Float64Array): void {
    this.layout.entries.forEach(({ offset, size }, i) => {
      const tensor = tensors[i];
      if (tensor) out.set(tensor.dataSync(), offset);
      else out.fill(0, offset, offset + size);
    });
  }
}

/** One float32 tensor for each entry of the layout. */
export function tensorsOf(tf: Tensorflow, layout: ParameterLayout, flat: Float64Array): Tensor[] {
  return layout.entries.map(({ shape, offset, size }) =>
    tf.tensor(Float32Array.from(flat.subarray(offset, offset + size)), [...shape], 'float32'),
  );
}
