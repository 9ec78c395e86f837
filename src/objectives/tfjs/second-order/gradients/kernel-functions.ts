import type { GradConfig, GradFunc, Tensor } from '@tensorflow/tfjs';
import type { Attributes, Engine } from '../engine.ts';

/** Makes the gradients of one family of kernels for an engine. */
export type GradientFamily = (engine: Engine) => GradConfig[];

/** A gradient to stand in the place of tfjs's own: takes what tfjs saves for that, its inputs and then its outputs. */
export interface Replacement {
  readonly kernelName: string;
  readonly gradient: (
    dy: Tensor,
    saved: Tensor[],
    attributes: Attributes,
  ) => Readonly<Record<string, () => Tensor>>;
}

/** Makes the replacements for one family of kernels. */
export type ReplacementFamily = (engine: Engine) => Replacement[];

/**
 * A gradient that saves inputs only, the form that stays differentiable.
 *
 * @param inputsToSave names of the kernel's inputs, handed to `pullBack` in this order
 */
export function gradient(
  kernelName: string,
  inputsToSave: string[],
  pullBack: (dy: Tensor, saved: Tensor[], attributes: Attributes) => ReturnType<GradFunc>,
): GradConfig {
  return {
    kernelName,
    inputsToSave,
    gradFunc: (dy, saved, attributes) => pullBack(dy as Tensor, saved, attributes as unknown as Attributes),
  };
}

/** x·y, elementwise. */
export function multiply(engine: Engine, x: Tensor, y: Tensor): Tensor {
  return engine.runKernel('Multiply', { a: x, b: y });
}

/** float32 zeros of the shape of `x`: tfjs demands float32 gradients of integers and booleans as well. */
export function zeros(engine: Engine, x: Tensor): Tensor {
  return engine.runKernel('ZerosLike', { x: toFloat(engine, x) });
}

/** `x` as float32. */
export function toFloat(engine: Engine, x: Tensor): Tensor {
  return engine.runKernel('Cast', { x }, { dtype: 'float32' });
}
