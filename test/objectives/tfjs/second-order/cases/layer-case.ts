import type { Tensor } from '@tensorflow/tfjs';
import type { NdArray } from '../array.ts';
import type { OpCase, Tensorflow } from '../op-case.ts';

export type Layer = ReturnType<Tensorflow['layers']['dense']>;

/** A layer of tf.layers, differentiated for its input and for all of its trainable weights. */
export interface LayerCase {
  readonly op: string;
  readonly variant?: string;
  readonly create: (tf: Tensorflow) => Layer;
  readonly input: readonly number[];
  /** Shapes of the trainable weights, in the layer's order. */
  readonly weights?: readonly (readonly number[])[];
  readonly training?: boolean;
  readonly point?: (x: number) => number;
  readonly reference: (x: NdArray, ...weights: NdArray[]) => NdArray;
}

export function layerCase({
  create,
  input,
  weights = [],
  training = false,
  reference,
  ...rest
}: LayerCase): OpCase {
  // One layer per backend: its weights live there.
  const layers = new Map<string, Layer>();
  return {
    ...rest,
    shapes: [input, ...weights],
    output: (tf, [x, ...tensors]) => {
      const backend = tf.getBackend();
      if (!layers.has(backend)) {
        const made = create(tf);
        made.apply(tf.zeros([...input]));
        layers.set(backend, made);
      }
      const layer = layers.get(backend)!;
      const variables = layer.trainableWeights;
      if (variables.length !== tensors.length) {
        throw new Error(
          `${rest.op} has weights ${variables.map(({ name, shape }) => `${name} [${shape}]`).join(', ')}`,
        );
      }
      // A layer reads its weights through this field, so that the tape leads to the given tensors.
      for (const [i, variable] of variables.entries())
        (variable as unknown as { val: Tensor }).val = tensors[i]!;
      return layer.apply(x!, { training }) as Tensor;
    },
    reference: ([x, ...arrays]) => reference(x!, ...arrays),
  };
}
