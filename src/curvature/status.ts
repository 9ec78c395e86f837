/** How an eigenvalue estimate ended. `converged` means ‖Av − λv‖ ≤ tolerance·|λ|. */
export type EigenvalueStatus = 'converged' | 'max-iterations' | 'zero-operator' | 'non-finite';

/** What each status means, its likely causes in order, and what to change; empty where nothing has to change. */
export const EIGENVALUE_ADVICE: Readonly<Record<EigenvalueStatus, string>> = Object.freeze({
  converged: '',
  'max-iterations':
    'The estimate ended before ‖Av − λv‖ fell to tolerance·|λ|; λ still lies within its residual of some eigenvalue. ' +
    'Likely causes: 1. a small gap to the next eigenvalue: use the method lanczos, or raise maxIterations; ' +
    '2. products in float32, whose residuals stop falling near 1e-4 of |λ|: loosen tolerance, or measure with the closed form in float64; ' +
    '3. an eigenvalue that is zero up to rounding, which no relative tolerance can certify: read the residual as the error.',
  'zero-operator':
    'A random vector was mapped to exactly zero, so the operator is zero. ' +
    'Likely causes: 1. every unit is dead or saturated (ReLU inputs all negative, sigmoids at 0 or 1): lower the learning rate or the scale of the initialisation; ' +
    '2. derivatives too small for the floating-point format: standardize inputs and targets, or measure in float64; ' +
    '3. the function measured does not depend on the parameters: check the loss.',
  'non-finite':
    'A product contained NaN or Infinity; the pair given, if any, is the last finite one. ' +
    'Likely causes: 1. training diverged: compare the stability ratio of the last good epochs with 1 and lower the learning rate; ' +
    '2. missing or infinite values in the data: check the inputs and targets; ' +
    '3. overflow in float32: standardize the inputs, or measure with the closed form in float64.',
});
