import { type GradientFamily, gradient, multiply } from './kernel-functions.ts';

/**
 * The gradient of EluGrad(dy, y) = dy·φ(y), φ(y) = 1 for y ≥ 0 and y + 1 below: the derivative of elu in terms
 * of its output.
 */
export const eluGradients: GradientFamily = (engine) => [
  gradient('EluGrad', ['dy', 'y'], (ddx, [dy, y]) => ({
    dy: () => engine.runKernel('EluGrad', { dy: ddx, y: y! }),
    y: () => {
      const isNegative = engine.runKernel('Step', { x: engine.runKernel('Neg', { x: y! }) }, { alpha: 0 });
      return multiply(engine, multiply(engine, ddx, dy!), isNegative);
    },
  })),
];
