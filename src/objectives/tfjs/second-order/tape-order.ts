import type { Engine } from './engine.ts';

/**
 * Puts every operation on the tape before the clones of the tensors it saves for its gradient.
 *
 * tfjs runs a kernel, clones what the gradient will need, and records each clone as an Identity node; only then
 * does it record the operation itself. Where the clone is of an *output*, as for tanh (dy·(1 − y²)), the tape
 * is no longer in the order of computation: a nested gradient, which reads it once from front to back, meets
 * the clone before it knows that y depends on x, and takes it for a constant. The second derivative then lacks
 * every term that runs through y (tensorflow/tfjs issue 3252). Clones of inputs may follow the operation just
 * as well, so it simply goes before all of its clones.
 *
 * Besides, for `checkRecordedKernels`: operations are given their attributes (padding and the like), and clones,
 * which tfjs names after the scope they happen to be in, the name of their kernel.
 *
 * Nothing is computed differently and nothing is computed twice: first derivatives stay equal bit for bit.
 */
export function recordOperationsBeforeTheirClones(engine: Engine): void {
  const addTapeNode = engine.addTapeNode;
  engine.addTapeNode = (kernelName, inputs, outputs, gradient, saved, attributes) => {
    addTapeNode.call(engine, kernelName, inputs, outputs, gradient, saved, attributes);
    const tape = engine.state.activeTape;
    const operation = tape.pop()!;
    operation.attributes = attributes;
    let position = tape.length;
    while (position > 0 && saved.includes(tape[position - 1]!.outputs[0]!)) {
      position--;
      tape[position]!.kernelName = 'Identity';
    }
    tape.splice(position, 0, operation);
  };
}
