import type { Tensor } from '@tensorflow/tfjs';
import { type CustomGradient, type Engine, OP_SCOPE } from './engine.ts';

/**
 * Scopes of the fused functions of tfjs, which every dense and convolutional layer uses. While a gradient is
 * recorded tfjs fuses linear maps only, and their gradients use the saved inputs alone, so nothing is cut off. They
 * stay as they are: recording them would cost small nets a tenth of a training step on the native backend.
 */
const FUSED_LINEAR_MAPS = new Set(['fusedConv2d__op', 'fusedDepthwiseConv2d__op', 'fusedMatMul__op']);

/** What a custom gradient that belongs to no function of tfjs is called on the tape. */
export const CUSTOM_GRADIENT = 'a custom gradient (tf.customGrad)';

/**
 * Makes gradients defined by `tf.customGrad` differentiable themselves, those inside tfjs included
 * (softmaxCrossEntropy, logSoftmax).
 *
 * tfjs runs the forward function with recording off, so what it saves hangs in the air: for softmax cross
 * entropy, the gradient softmax(x) − labels is a constant to a nested gradient. Here the forward function runs
 * with recording on, and its value and saved tensors are then handed to tfjs's own `customGrad` as ready
 * results. The tape so holds two things: the operation, whose gradient is still the custom one, and, beside
 * it, how the saved tensors came from the inputs. A first gradient uses the former alone, because nothing
 * leads from the latter to the result; a nested one differentiates the custom gradient through the latter.
 */
export function recordSavedTensorsOfCustomGradients(engine: Engine): void {
  const customGrad = engine.customGrad.bind(engine);
  engine.customGrad = (f) => {
    const unrecorded = customGrad(f);
    return (...inputs) => {
      const scope = engine.state.activeScope?.name ?? '';
      if (!engine.isTapeOn() || FUSED_LINEAR_MAPS.has(scope)) return unrecorded(...inputs);
      // The scope's name is what the tape calls a custom gradient; one that a user gave to a scope says nothing, and
      // might be that of a kernel.
      return engine.tidy(OP_SCOPE.test(scope) ? scope : CUSTOM_GRADIENT, () => {
        let saved: Tensor[] = [];
        const result = f(...inputs, (tensors: Tensor[]) => {
          saved = tensors;
        });
        return customGrad(readyResult(engine, result, saved))(...inputs);
      });
    };
  };
}

function readyResult(engine: Engine, result: ReturnType<CustomGradient>, saved: Tensor[]): CustomGradient {
  return (...inputsAndSave) => {
    const save = inputsAndSave.at(-1) as (tensors: Tensor[]) => void;
    save(saved);
    // A tensor of its own, since the recorded computation already leads to `result.value`; Reshape shares the
    // data on every backend, which Identity does not.
    return {
      ...result,
      value: engine.runKernel('Reshape', { x: result.value }, { shape: result.value.shape }),
    };
  };
}
