import type { NamedTensorMap, Scalar, Tensor } from '@tensorflow/tfjs';
import type { Tensorflow } from './tensorflow.ts';

/**
 * One operation on TensorFlow.js's gradient tape. tfjs keeps the tape in the public `engine().state`, though it
 * documents neither; the fields used here have been the same from 2.0 to 4.22, the last release.
 */
export type TapeNode = ReturnType<Tensorflow['engine']>['state']['activeTape'][number];

/** A gradient whose own computation lies on the tape, so that products with its Jacobian cost one pass each. */
export interface RecordedGradient {
  readonly value: number;
  /** One per `xs`, of its shape; null where the function does not depend on it. */
  readonly gradients: readonly (Tensor | null)[];
  /** Every operation of the forward and the backward pass. */
  readonly tape: readonly TapeNode[];
  /** What was differentiated for; compare by id, the tensors themselves may be gone. */
  readonly parameters: readonly Pick<Tensor, 'id'>[];
  /** Hv: the gradient of Σᵢ⟨gᵢ, vᵢ⟩ with respect to each x. The caller tidies; null where it is zero. */
  product(vectors: readonly Tensor[]): (Tensor | null)[];
  dispose(): void;
}

/**
 * Runs `f` and its backward pass once, with both on the tape (double backward, Pearlmutter 1994 by
 * reverse-over-reverse). `tf.grad(tf.grad(f))` would run them again for every product.
 *
 * @param f scalar function of `xs`, which it reads from its closure
 */
export function recordGradient(tf: Tensorflow, f: () => Scalar, xs: readonly Tensor[]): RecordedGradient {
  const { tape, result } = recordTape(tf, (operations) => {
    const y = f();
    const gradients = pullBack(tf, pathFrom(xs, [y], operations), [y], [tf.onesLike(y)], xs);
    return { result: { value: y.dataSync()[0]!, gradients }, kept: gradients };
  });
  const { value, gradients } = result;
  const outputs = gradients.filter((gradient) => gradient !== null);
  const path = pathFrom(xs, outputs, tape);
  return {
    value,
    gradients,
    tape,
    parameters: xs,
    product(vectors) {
      const seeds = vectors.filter((_, i) => gradients[i] !== null);
      return pullBack(tf, path, outputs, seeds, xs);
    },
    dispose() {
      disposeSaved(tape);
      for (const output of outputs) output.dispose();
    },
  };
}

/**
 * Runs `body` with every operation recorded, and gives the tape with what `body` returns. The tensors in `kept` outlive
 * the call, and so do those that operations save for their gradients: `disposeSaved` frees the latter.
 */
export function recordTape<Result>(
  tf: Tensorflow,
  body: (tape: readonly TapeNode[]) => { result: Result; kept: readonly (Tensor | null)[] },
): { tape: readonly TapeNode[]; result: Result } {
  const engine = tf.engine();
  const { state } = engine;
  const tape: TapeNode[] = [];
  engine.startScope('hessian-lab');
  try {
    state.activeTape = tape;
    state.gradientDepth++;
    try {
      const { result, kept } = body(tape);
      for (const tensor of kept) if (tensor) tf.keep(tensor);
      return { tape, result };
    } finally {
      state.gradientDepth--;
      state.activeTape = null as unknown as TapeNode[];
    }
  } catch (error) {
    disposeSaved(tape);
    throw error;
  } finally {
    engine.endScope();
  }
}

/** The nodes that lie between `xs` and `ys`, in tape order, their inputs cut down to those that depend on `xs`. */
export function pathFrom(
  xs: readonly Tensor[],
  ys: readonly Tensor[],
  tape: readonly TapeNode[],
): TapeNode[] {
  const fromX = new Set(xs.map((x) => x.id));
  const reached: TapeNode[] = [];
  for (const node of tape) {
    const inputs = Object.entries(node.inputs).filter(([, input]) => input && fromX.has(input.id));
    if (inputs.length === 0) continue;
    for (const output of node.outputs) fromX.add(output.id);
    reached.push({ ...node, inputs: Object.fromEntries(inputs) as NamedTensorMap });
  }
  const toY = new Set(ys.map((y) => y.id));
  const path: TapeNode[] = [];
  for (const node of reached.reverse()) {
    if (!node.outputs.some((output) => toY.has(output.id))) continue;
    for (const input of Object.values(node.inputs)) toY.add(input.id);
    path.push(node);
  }
  return path.reverse();
}

/** Reverse-mode sweep: from seeds at `ys` to the gradients at `xs`. Recorded itself while a tape is on. */
export function pullBack(
  tf: Tensorflow,
  path: readonly TapeNode[],
  ys: readonly Tensor[],
  seeds: readonly Tensor[],
  xs: readonly Tensor[],
): (Tensor | null)[] {
  const adjoint = new Map<number, Tensor>();
  const accumulate = (tensor: Tensor, part: Tensor) => {
    const sum = adjoint.get(tensor.id);
    adjoint.set(tensor.id, sum ? tf.add(sum, part) : part);
  };
  ys.forEach((y, i) => {
    accumulate(y, seeds[i]!);
  });
  for (const node of path.toReversed()) {
    if (!node.outputs.some((output) => adjoint.has(output.id))) continue;
    if (!node.gradient) {
      throw new Error(`TensorFlow.js has no gradient for the operation ${node.kernelName}`);
    }
    // tfjs itself puts zeros in the place of an output that has no adjoint.
    const dys = node.outputs.map((output) => adjoint.get(output.id) ?? null) as Tensor[];
    const parts = node.gradient(dys);
    for (const [name, input] of Object.entries(node.inputs)) {
      const part = parts[name];
      if (!part) throw new Error(`TensorFlow.js has no gradient of ${node.kernelName} for its input ${name}`);
      const adjointOfInput = tf.tidy(part);
      // A gradient of another shape would be broadcast without a word.
      if (String(adjointOfInput.shape) !== String(input.shape)) {
        throw new Error(
          `TensorFlow.js gives a gradient of shape [${adjointOfInput.shape}] for the input ${name} of shape ` +
            `[${input.shape}] of ${node.kernelName}`,
        );
      }
      accumulate(input, adjointOfInput);
    }
  }
  return xs.map((x) => adjoint.get(x.id) ?? null);
}

/** Tensors that operations keep for their gradients live outside every scope. */
export function disposeSaved(tape: readonly TapeNode[]): void {
  for (const node of tape) for (const tensor of node.saved ?? []) tensor.dispose();
}
