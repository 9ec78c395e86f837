import type { Tensor } from '@tensorflow/tfjs';
import type { Engine } from '../engine.ts';
import { multiply, type ReplacementFamily, toFloat } from './kernel-functions.ts';

/**
 * The gradient of aᵇ. tfjs computes b·aᵇ⁻¹ also where a and b are both zero, which is 0·∞; and b is zero in the
 * derivative of the derivative of a¹. There aᵇ is the constant 1, and the exponent is raised to leave 0·a¹ = 0.
 * For negative or zero bases the derivative for b is 0, as tfjs has it, but not through the logarithm of zero.
 */
export const powerGradients: ReplacementFamily = (engine) => [
  {
    kernelName: 'Pow',
    gradient: (dy, [base, exponent, power]) => ({
      a: () => {
        const b = toFloat(engine, exponent!);
        const bothZero = multiply(engine, isZero(engine, base!), isZero(engine, b));
        const lowered = engine.runKernel('Sub', { a: b, b: engine.runKernel('OnesLike', { x: b }) });
        const raised = engine.runKernel('Add', {
          a: lowered,
          b: engine.runKernel('Add', { a: bothZero, b: bothZero }),
        });
        const slope = multiply(engine, b, engine.runKernel('Pow', { a: base!, b: raised }));
        return sumTo(engine, multiply(engine, dy, slope), base!.shape);
      },
      b: () => {
        const zero = engine.runKernel('ZerosLike', { x: base! });
        const one = engine.runKernel('OnesLike', { x: base! });
        const condition = engine.runKernel('Greater', { a: base!, b: zero });
        const positive = engine.runKernel('Select', { condition, t: base!, e: one });
        const logarithm = engine.runKernel('Log', { x: positive });
        return sumTo(engine, multiply(engine, dy, multiply(engine, power!, logarithm)), exponent!.shape);
      },
    }),
  },
];

function isZero(engine: Engine, x: Tensor): Tensor {
  return toFloat(engine, engine.runKernel('Equal', { a: x, b: engine.runKernel('ZerosLike', { x }) }));
}

/** Sums over the axes along which a tensor of the given shape was broadcast. */
function sumTo(engine: Engine, x: Tensor, shape: readonly number[]): Tensor {
  const added = x.shape.length - shape.length;
  const axis = [...x.shape.keys()].filter((i) => i < added || (shape[i - added] === 1 && x.shape[i] !== 1));
  const summed = axis.length > 0 ? engine.runKernel('Sum', { x }, { axis, keepDims: false }) : x;
  return engine.runKernel('Reshape', { x: summed }, { shape });
}
