import type { Tensor } from '@tensorflow/tfjs';
import type { Engine } from './engine.ts';

/**
 * Lets operations be recorded of which an optional input was left out: batch normalisation without shift or
 * without scale, at which tfjs stumbles ("Cannot read properties of undefined"), once because it reads the inputs
 * of everything on the tape, and once because it saves for the gradient what is not there.
 */
export function recordWithoutOptionalInputs(engine: Engine): void {
  const save = engine.saveTensorsForBackwardMode.bind(engine);
  engine.saveTensorsForBackwardMode = (tensors) =>
    tensors.every(isGiven)
      ? save(tensors)
      : tensors.map((tensor) => (isGiven(tensor) ? save([tensor])[0]! : tensor));

  const addTapeNode = engine.addTapeNode.bind(engine);
  engine.addTapeNode = (kernelName, inputs, outputs, gradient, saved, attributes) => {
    addTapeNode(kernelName, givenInputs(inputs), outputs, gradient, saved, attributes);
    // The gradient function finds its tensors by position, gaps included; the tape's own list is for disposal.
    if (!saved.every(isGiven)) engine.state.activeTape.at(-1)!.saved = saved.filter(isGiven);
  };
}

function isGiven(tensor: Tensor | null | undefined): tensor is Tensor {
  return tensor != null;
}

function givenInputs(inputs: Record<string, Tensor | undefined>): Record<string, Tensor | undefined> {
  for (const name in inputs) {
    if (!isGiven(inputs[name])) {
      return Object.fromEntries(Object.entries(inputs).filter(([, input]) => isGiven(input)));
    }
  }
  return inputs;
}
