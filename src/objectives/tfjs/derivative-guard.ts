import type { Linearization } from '../contract.ts';
import type { BackendName } from './backends/name.ts';
import { checkRecordedKernels, verifyProduct } from './second-order/index.ts';
import type { TensorObjective } from './tensor-objective.ts';
import type { Tensorflow } from './tensorflow.ts';

/** Our names of the backends by the names that tfjs registers; any other (WebGL) is judged as the native one. */
const REGISTERED: Readonly<Record<string, BackendName>> = { tensorflow: 'native', wasm: 'wasm', cpu: 'cpu' };

/** Keeps wrong second derivatives of one objective from being used. */
export class DerivativeGuard {
  readonly #tf: Tensorflow;
  readonly #objective: TensorObjective;
  /** Operations outside the table whose product has agreed with differences of the gradient, by backend. */
  readonly #verified = new Set<string>();

  constructor(tf: Tensorflow, objective: TensorObjective) {
    this.#tf = tf;
    this.#objective = objective;
  }

  /**
   * Looks at the tape of the newest linearisation.
   *
   * @throws {Error} naming the operations whose second derivatives are wrong, with the remedy
   */
  check(point: Float64Array, { hessian }: Linearization): void {
    const { tape, parameters } = this.#objective.recorded!;
    const registered = this.#tf.getBackend();
    const doubtful = checkRecordedKernels(tape, { parameters, backend: REGISTERED[registered] ?? 'native' });
    const refused = doubtful.filter(({ state }) => state === 'refused');
    if (refused.length > 0) {
      const reasons = refused.map(({ kernel, reason }) => `  ${kernel}: ${reason}`).join('\n');
      throw new Error(`modelObjective: TensorFlow.js differentiates these operations wrongly:\n${reasons}`);
    }
    const unknown = doubtful.map(({ kernel }) => kernel);
    const isNew = unknown.some((kernel) => !this.#verified.has(`${registered} ${kernel}`));
    if (!isNew) return;
    verifyProduct({
      gradient: (at, out) => this.#objective.gradient(at, out),
      product: (direction, out) => hessian.apply(direction, out),
      parameters: point,
      operations: unknown,
    });
    for (const kernel of unknown) this.#verified.add(`${registered} ${kernel}`);
  }
}
