import type { Optimizer, OptimizerState } from './optimizer.ts';

/**
 * Heavy-ball momentum (Polyak 1964): v ← βv + g, θ ← θ − ηv, with v = 0 at the start.
 *
 * The velocity is in units of the gradient, as in PyTorch's `SGD` and `tf.train.momentum`; in Polyak's own
 * form the learning rate sits inside v. Both give the same path while η is constant.
 *
 * @param momentum β in [0, 1)
 */
export function heavyBall(momentum: number): Optimizer {
  checkMomentum(momentum);
  return {
    rule: { type: 'momentum', momentum },
    initialize: zeroVelocity,
    step(parameters, gradient, state, learningRate) {
      const velocity = velocityOf(state);
      for (let i = 0; i < parameters.length; i++) {
        velocity[i] = momentum * velocity[i]! + gradient[i]!;
        parameters[i]! -= learningRate * velocity[i]!;
      }
    },
  };
}

/**
 * Nesterov's momentum in the form of Sutskever et al. (2013), as in PyTorch's `SGD(nesterov=True)` and
 * `tf.train.momentum(η, β, true)`: v ← βv + g, θ ← θ − η(g + βv) with the new v.
 *
 * @param momentum β in [0, 1)
 */
export function nesterov(momentum: number): Optimizer {
  checkMomentum(momentum);
  return {
    rule: { type: 'nesterov', momentum },
    initialize: zeroVelocity,
    step(parameters, gradient, state, learningRate) {
      const velocity = velocityOf(state);
      for (let i = 0; i < parameters.length; i++) {
        velocity[i] = momentum * velocity[i]! + gradient[i]!;
        parameters[i]! -= learningRate * (gradient[i]! + momentum * velocity[i]!);
      }
    },
  };
}

const zeroVelocity = (dimension: number): OptimizerState => ({ velocity: new Float64Array(dimension) });

function velocityOf(state: OptimizerState): Float64Array {
  if (!state.velocity) throw new TypeError('momentum: the state has no velocity; make it with initialize()');
  return state.velocity;
}

function checkMomentum(momentum: number): void {
  if (!(momentum >= 0 && momentum < 1)) {
    throw new RangeError(`momentum must be at least 0 and below 1, received ${momentum}`);
  }
}
