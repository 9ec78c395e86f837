import { recordSavedTensorsOfCustomGradients } from './custom-gradients.ts';
import { findInstallation, type TensorflowEntry } from './engine.ts';
import { missingGradients } from './gradients/missing-gradients.ts';
import { recordWithoutOptionalInputs } from './optional-inputs.ts';
import { replaceWrongGradients } from './replace-gradients.ts';
import { recordOperationsBeforeTheirClones } from './tape-order.ts';

/** Under which an engine remembers that it is corrected; in the global symbol registry, for two copies of this module. */
const CORRECTED = Symbol.for('hessian-lab.second-order-gradients');

/**
 * Makes the gradient of a gradient right in TensorFlow.js, for every model and loss composed of the operations in
 * `opTable` and `kernelTable`; `checkRecordedKernels` finds the others on a tape.
 *
 * Out of the box (up to 4.22, the last release) nested gradients of tanh, sigmoid, exp, softmax, logSoftmax,
 * softmaxCrossEntropy and sigmoidCrossEntropy are silently wrong (tensorflow/tfjs issue 3252), and those of elu,
 * selu, leakyRelu, prelu, relu6, max, min, maximum, minimum, clipByValue, huberLoss, batchNorm without scale or
 * shift, convolutions and pooling throw. First derivatives are wrong of max and min with ties, mirrorPad, image
 * resizing with half-pixel centres, and on the plain backend image resizing altogether.
 *
 * There are five causes and five mends:
 * 1. the tape holds saved outputs before the operation that makes them: `tape-order.ts` puts that right;
 * 2. what a custom gradient saves is cut off from its inputs: `custom-gradients.ts` connects it;
 * 3. kernels used inside gradients lack gradients of their own: `gradients/` adds those, and only those;
 * 4. optional inputs that were left out stop the tape: `optional-inputs.ts` lets them;
 * 5. a few gradients of tfjs are wrong themselves: `replace-gradients.ts` replaces them.
 *
 * The alternative to the first is to register, kernel by kernel, gradients that save the input and compute the
 * output again. It uses the public API alone, but computes each activation twice in every training step, mends
 * only the kernels somebody thought of, does not reach custom gradients, and is undone without a word when a
 * second copy of tfjs loads and registers its own gradients over it. The order of the tape is mended in the
 * engine, which all copies share: no number is computed twice or differently (a training step of a small net on the
 * native backend takes 2 % longer, 6 % with softmaxCrossEntropy), and derivatives of any order are right. First
 * derivatives change where the fifth cause makes them wrong, and there only; those of image resizing by a rounding.
 *
 * Calling it again does nothing. It may be called before a backend is chosen, and applies to all of them.
 *
 * @param tf the TensorFlow.js to correct; default: the one loaded in this process
 * @throws Error when TensorFlow.js is not loaded, or its engine is not one of 2.8 to 4.22
 */
export function correctSecondOrderGradients(tf?: TensorflowEntry): void {
  const { engine, hasGradient, register } = findInstallation(tf);
  const marked = engine as { [CORRECTED]?: true };
  if (!marked[CORRECTED]) {
    recordWithoutOptionalInputs(engine);
    replaceWrongGradients(engine);
    recordOperationsBeforeTheirClones(engine);
    recordSavedTensorsOfCustomGradients(engine);
    marked[CORRECTED] = true;
  }
  for (const config of missingGradients(engine)) {
    if (!hasGradient(config.kernelName)) register(config);
  }
}
