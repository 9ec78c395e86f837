/** The update rule whose stability is asked for; the optimizer section of a config is one. */
export type StabilityRule =
  | {
      /** θ ← θ − ηg. */
      readonly type: 'gradient-descent';
    }
  | {
      /** `momentum` is the heavy ball, `nesterov` looks ahead; see `createOptimizer`. */
      readonly type: 'momentum' | 'nesterov';
      /** β, the share of the last velocity that is kept, in [0, 1). */
      readonly momentum: number;
    };

/**
 * How much of the largest stable learning rate is used: λη over its limit. Above 1 the update rule diverges along
 * the eigenvector of λ on the quadratic model of the loss; for λ > 0 below 1 it converges. Negative for λ < 0.
 *
 * On L(θ) = λθ²/2 each rule is a linear recursion; it converges exactly when the roots of its characteristic
 * polynomial z² − t·z + d lie inside the unit circle, that is |d| < 1 and |t| < 1 + d (Jury). With x = λη:
 * - gradient descent θ ← (1 − x)θ: |1 − x| < 1, so x < 2.
 * - heavy ball v ← βv + λθ, θ ← θ − ηv: t = 1 + β − x, d = β, so x < 2(1 + β).
 * - Nesterov v ← βv + λθ, θ ← θ − η(λθ + βv): t = (1 + β)(1 − x), d = β(1 − x), so x(1 + 2β) < 2(1 + β);
 *   |d| < 1 asks for x < 1 + 1/β only, which is weaker.
 *
 * @param lambda the largest Hessian eigenvalue, in units of loss per squared parameter
 * @throws RangeError when the momentum is not in [0, 1)
 */
export function stabilityRatio(lambda: number, learningRate: number, rule: StabilityRule): number {
  return (lambda * learningRate) / stabilityLimit(rule);
}

/**
 * The learning rate at which `stabilityRatio` is `ratio`: ratio 1 is the stability limit itself.
 *
 * @throws RangeError when λ is not a positive finite number: then no learning rate is unstable along its vector,
 *   and there is nothing to be relative to
 */
export function learningRateForRatio(lambda: number, ratio: number, rule: StabilityRule): number {
  if (!(lambda > 0 && lambda < Number.POSITIVE_INFINITY)) {
    throw new RangeError(
      `learningRateForRatio: needs a positive finite largest eigenvalue, received ${lambda}; give the learning rate as a number instead`,
    );
  }
  return (ratio * stabilityLimit(rule)) / lambda;
}

/**
 * The largest eigenvalue that is stable at a learning rate: 2/η, heavy ball 2(1 + β)/η, Nesterov 2(1 + β)/((1 + 2β)η).
 *
 * @throws RangeError when the momentum is not in [0, 1)
 */
export function largestStableEigenvalue(learningRate: number, rule: StabilityRule): number {
  return stabilityLimit(rule) / learningRate;
}

/** The smallest λη at which the rule is no longer stable. */
function stabilityLimit(rule: StabilityRule): number {
  if (rule.type === 'gradient-descent') return 2;
  const { momentum } = rule;
  if (!(momentum >= 0 && momentum < 1)) {
    throw new RangeError(`stabilityRatio: momentum must be at least 0 and below 1, received ${momentum}`);
  }
  const heavyBallLimit = 2 * (1 + momentum);
  return rule.type === 'momentum' ? heavyBallLimit : heavyBallLimit / (1 + 2 * momentum);
}
