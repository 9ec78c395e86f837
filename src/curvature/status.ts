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

/** The same for estimates of a trace or a density, which are means over random probes. */
export const TRACE_ADVICE: Readonly<Record<EigenvalueStatus, string>> = Object.freeze({
  converged: '',
  'max-iterations':
    'The standard error exceeds tolerance·|trace|; the value is unbiased all the same. Likely causes: ' +
    '1. too few probes: four times as many halve the error; 2. a few large eigenvalues: use Hutch++; ' +
    '3. eigenvalues of both signs that cancel in the sum: read the standard error instead of the status.',
  'zero-operator': EIGENVALUE_ADVICE['zero-operator'],
  'non-finite': EIGENVALUE_ADVICE['non-finite'],
});

/** How a full spectrum ended; `too-many-parameters`: the dimension is beyond the limit. */
export type SpectrumStatus = 'converged' | 'too-many-parameters' | 'zero-operator' | 'non-finite';

/** The same for full spectra. */
export const SPECTRUM_ADVICE: Readonly<Record<SpectrumStatus, string>> = Object.freeze({
  converged: '',
  'too-many-parameters':
    'The dimension exceeds the limit of a full spectrum, whose time grows with its cube. ' +
    'Take the spectral density or the top eigenpairs, make the network smaller, or raise the limit.',
  'zero-operator': EIGENVALUE_ADVICE['zero-operator'],
  'non-finite': EIGENVALUE_ADVICE['non-finite'],
});

/** Why a matrix has no condition number. */
export type ConditionNote = 'indefinite' | 'float32' | Exclude<SpectrumStatus, 'converged'>;

/** What each note means. */
export const CONDITION_ADVICE: Readonly<Record<ConditionNote, string>> = Object.freeze({
  ...SPECTRUM_ADVICE,
  indefinite:
    'An eigenvalue lies below −dimension·2.2e-16·λmax, so no ratio of eigenvalues bounds the progress of gradient descent. ' +
    'That is usual for a network away from a minimum; the condition number of the Gauss-Newton matrix is defined.',
  float32:
    'Products in float32 leave errors of about dimension·1.2e-7·λmax, which hide the smallest eigenvalues: measure with the ' +
    'closed form in float64.',
});
