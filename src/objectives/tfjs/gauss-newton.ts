import type { Tensor } from '@tensorflow/tfjs';
import type { NetworkLoss } from './program.ts';
import { disposeSaved, pathFrom, pullBack, recordTape } from './tape.ts';
import type { Tensorflow } from './tensorflow.ts';

/** Network and loss on one tape, with what products with the Gauss-Newton matrix need: each costs three passes. */
export interface RecordedGaussNewton {
  /** JᵀH_out·Jv, as `RecordedGradient.product`. */
  product(vectors: readonly Tensor[]): (Tensor | null)[];
  dispose(): void;
}

/**
 * Records what products with the generalized Gauss-Newton matrix JᵀH_out·J need (Schraudolph 2002, section 2.3).
 *
 * TensorFlow.js has reverse mode only. Jv comes of it all the same, by the double-backward trick (Townsend 2017): the
 * pullback u ↦ Jᵀu is linear in u, so its own pullback, seeded with v, is Jv wherever u is. It is recorded at u = 0.
 * H_out·Jv is the pullback of the loss's gradient in the outputs, and Jᵀ(H_out·Jv) that of the network.
 *
 * @param network computes outputs and loss from `xs`, which it reads from its closure
 */
export function recordGaussNewton(
  tf: Tensorflow,
  network: () => NetworkLoss,
  xs: readonly Tensor[],
): RecordedGaussNewton {
  // Of all these tensors only the ids are needed later; what the operations saved for their gradients has the numbers.
  const { tape, result } = recordTape(tf, (operations) => {
    const { outputs, loss } = network();
    const forward = pathFrom(xs, [outputs], operations);
    const lossPath = pathFrom([outputs], [loss], operations);
    const seed = tf.zeros(outputs.shape);
    const pulled = pullBack(tf, forward, [outputs], [seed], xs);
    const [slope] = pullBack(tf, lossPath, [loss], [tf.onesLike(loss)], [outputs]);
    return { result: { outputs, forward, seed, pulled, slope: slope ?? null }, kept: [] };
  });
  const { outputs, forward, seed, pulled, slope } = result;
  const reached = pulled.filter((tensor) => tensor !== null);
  const jacobian = pathFrom([seed], reached, tape);
  const curvature = slope ? pathFrom([outputs], [slope], tape) : [];
  return {
    product(vectors) {
      const seeds = vectors.filter((_, i) => pulled[i] !== null);
      const [jv] = pullBack(tf, jacobian, reached, seeds, [seed]);
      const [curved] = jv && slope ? pullBack(tf, curvature, [slope], [jv], [outputs]) : [];
      return curved ? pullBack(tf, forward, [outputs], [curved], xs) : xs.map(() => null);
    },
    dispose: () => disposeSaved(tape),
  };
}
