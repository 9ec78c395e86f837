import { axpy } from '../numerics/vector.ts';
import type { Optimizer } from './optimizer.ts';

/** Gradient descent: θ ← θ − ηg. */
export function gradientDescent(): Optimizer {
  return {
    rule: { type: 'gradient-descent' },
    initialize: () => ({ velocity: null }),
    step(parameters, gradient, _state, learningRate) {
      axpy(-learningRate, gradient, parameters);
    },
  };
}
