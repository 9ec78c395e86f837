import type { Engine } from '../engine.ts';
import { type GradientFamily, gradient, zeros } from './kernel-functions.ts';

const BINARY = ['Equal', 'Greater', 'Less', 'LessEqual', 'LogicalAnd', 'LogicalOr', 'NotEqual'];
const UNARY = ['All', 'Any', 'LogicalNot'];

/**
 * Truth values are constant wherever they can be differentiated, so their gradient is zero, as tfjs itself has
 * it for GreaterEqual. The masks in the gradients of relu6, leakyRelu, prelu, selu, max, min, maximum, minimum
 * and clipByValue lie on the path of a nested gradient, which without these ends in "gradient function not
 * found for Greater".
 */
export const comparisonGradients: GradientFamily = (engine: Engine) => [
  ...BINARY.map((kernelName) =>
    gradient(kernelName, ['a', 'b'], (_, [a, b]) => ({
      a: () => zeros(engine, a!),
      b: () => zeros(engine, b!),
    })),
  ),
  ...UNARY.map((kernelName) => gradient(kernelName, ['x'], (_, [x]) => ({ x: () => zeros(engine, x!) }))),
];
