/**
 * What a step size does along one eigenvector. On L(θ) = λθ²/2 heavy ball is the recursion with the characteristic
 * polynomial z² − (1 + β − ηλ)z + β; gradient descent is β = 0, whose one factor is 1 − ηλ.
 */

/** How the distance from the critical point moves along an eigenvector. */
export type Motion = 'still' | 'smooth' | 'oscillating' | 'at-limit' | 'diverging' | 'descending';

/** Share of the limit within which a step size counts as at it: where rounding, not the rule, decides what grows. */
const AT_LIMIT = 1e-9;

/**
 * The factor by which the distance shrinks in a step, in the long run: |1 − ηλ| without momentum, else the larger root of
 * the characteristic polynomial in magnitude (spectral radius). Above 1 it grows.
 */
export function convergenceFactor(lambda: number, learningRate: number, momentum: number): number {
  const trace = 1 + momentum - learningRate * lambda;
  if (momentum === 0) return Math.abs(trace);
  const discriminant = trace * trace - 4 * momentum;
  return discriminant < 0 ? Math.sqrt(momentum) : (Math.abs(trace) + Math.sqrt(discriminant)) / 2;
}

/**
 * The largest step size with which the distance shrinks without a change of sign: 1/λ, with momentum (1 − √β)²/λ, where the
 * roots of the characteristic polynomial turn from real to complex. Infinite unless λ > 0.
 */
export function smoothLimit(lambda: number, momentum: number): number {
  return lambda > 0 ? (1 - Math.sqrt(momentum)) ** 2 / lambda : Number.POSITIVE_INFINITY;
}

/** The step size from which on nothing converges: 2/λ, with momentum 2(1 + β)/λ. Infinite unless λ > 0. */
export function stableLimit(lambda: number, momentum: number): number {
  return lambda > 0 ? (2 * (1 + momentum)) / lambda : Number.POSITIVE_INFINITY;
}

/** Which of the four cases of the step size an eigenvalue λ > 0 is in; `still` for λ = 0, `descending` for λ < 0. */
export function motionAlong(lambda: number, learningRate: number, momentum: number): Motion {
  if (lambda === 0) return 'still';
  if (lambda < 0) return 'descending';
  const ratio = learningRate / stableLimit(lambda, momentum);
  if (Math.abs(ratio - 1) <= AT_LIMIT) return 'at-limit';
  if (ratio > 1) return 'diverging';
  return learningRate <= smoothLimit(lambda, momentum) ? 'smooth' : 'oscillating';
}
