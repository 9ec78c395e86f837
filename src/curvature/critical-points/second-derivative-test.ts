import { checkLength } from '../../numerics/linear-operator.ts';
import { isFiniteVector, norm } from '../../numerics/vector.ts';

/**
 * What a point is, as far as first and second derivatives tell. `saddle` means directions of both signs of curvature;
 * `inconclusive` that the evidence does not decide, and `missing` says what would.
 */
export type CriticalPointKind = 'minimum' | 'maximum' | 'saddle' | 'inconclusive' | 'not-critical';

/** What the second-derivative test judges by. */
export interface CriticalPointEvidence {
  /** [dimension]. */
  readonly gradient: Float64Array;
  /** Of the Hessian, in any order; fewer than dimension where only some are known: it is then never a minimum. */
  readonly eigenvalues: ArrayLike<number>;
  /** Unit eigenvectors [dimension] in the order of the eigenvalues. */
  readonly eigenvectors?: readonly Float64Array[];
  /** Bound on the absolute error of the eigenvalues; 0 by default. */
  readonly eigenvalueError?: number;
  /** Whether each eigenvalue keeps its sign up to the critical point nearby; by default all do. */
  readonly settled?: readonly boolean[];
}

/** When a gradient and an eigenvalue count as zero. */
export interface CriticalPointTolerances {
  /** Absolute: critical means ‖∇f‖ ≤ this. Default 1e-8. */
  readonly gradientTolerance?: number;
  /** Relative to the largest |λ|: an eigenvalue below counts as zero. Default 1e-10, for float64. */
  readonly zeroTolerance?: number;
}

/** A verdict with its evidence. */
export interface CriticalPointTest {
  /** The verdict. */
  readonly kind: CriticalPointKind;
  /** ‖∇f‖. */
  readonly gradientNorm: number;
  /** The largest ‖∇f‖ that counts as critical. */
  readonly gradientTolerance: number;
  /** How many known eigenvalues are positive; the four counts add up to the dimension. */
  readonly positive: number;
  /** How many known eigenvalues count as zero. */
  readonly zero: number;
  /** How many known eigenvalues are negative. */
  readonly negative: number;
  /** How many eigenvalues are not known. */
  readonly unknown: number;
  /** Largest known eigenvalue; NaN where none is. */
  readonly largest: number;
  /** Smallest known eigenvalue; NaN where none is. */
  readonly smallest: number;
  /** |λ| ≤ this counts as zero: the larger one of zeroTolerance·max |λ| and the error of the eigenvalues. */
  readonly zeroThreshold: number;
  /** Directions of descent: the given eigenvectors of negative eigenvalues, the most negative first. */
  readonly descent: readonly Float64Array[];
  /** What keeps it from a verdict, where `inconclusive`, or from being critical; '' otherwise. */
  readonly missing: string;
}

/**
 * The second-derivative test (Goodfellow, Bengio and Courville 2016, section 4.3.1): at a critical point, a Hessian
 * with positive eigenvalues only makes a minimum, with negative ones only a maximum, with both a saddle. Zeros beside
 * one sign leave it open: higher derivatives decide.
 *
 * The textbook has exact zeros; here a gradient within a tolerance counts as zero, and so does an eigenvalue within a
 * tolerance relative to the largest |λ|. NaN or infinite evidence makes it `inconclusive`.
 *
 * @throws RangeError when a tolerance is no finite number ≥ 0, or the lengths do not fit
 */
export function secondDerivativeTest(
  evidence: CriticalPointEvidence,
  tolerances: CriticalPointTolerances = {},
): CriticalPointTest {
  const { gradientTolerance, zeroTolerance } = criticalPointTolerances(tolerances);
  const { gradient, eigenvectors, eigenvalueError = 0, settled } = evidence;
  const values = Float64Array.from(evidence.eigenvalues);
  checkEvidence(evidence, values.length);
  const largestMagnitude = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const zeroThreshold = Math.max(zeroTolerance * largestMagnitude, eigenvalueError);
  const signs = Array.from(values, (value, i) =>
    Math.abs(value) <= zeroThreshold || settled?.[i] === false ? 0 : Math.sign(value),
  );
  const count = (sign: number) => signs.filter((one) => one === sign).length;
  const counts = {
    positive: count(1),
    zero: count(0),
    negative: count(-1),
    unknown: gradient.length - values.length,
  };
  const gradientNorm = norm(gradient);
  const unsettled = signs.filter((_, i) => settled?.[i] === false && Math.abs(values[i]!) > zeroThreshold);
  const isUsable = isFiniteVector(gradient) && isFiniteVector(values) && Number.isFinite(eigenvalueError);
  const { kind, missing } = !isUsable
    ? { kind: 'inconclusive' as const, missing: 'The gradient or an eigenvalue is NaN or infinite.' }
    : gradientNorm > gradientTolerance
      ? { kind: 'not-critical' as const, missing: notCritical(gradientNorm, gradientTolerance) }
      : judge(counts, unsettled.length);
  const descending = Array.from(values.keys())
    .filter((i) => signs[i] === -1 && eigenvectors !== undefined)
    .sort((i, j) => values[i]! - values[j]!);
  return Object.freeze({
    kind,
    gradientNorm,
    gradientTolerance,
    ...counts,
    largest: values.length === 0 ? Number.NaN : values.reduce((most, value) => Math.max(most, value)),
    smallest: values.length === 0 ? Number.NaN : values.reduce((least, value) => Math.min(least, value)),
    zeroThreshold,
    descent: descending.map((i) => eigenvectors![i]!),
    missing,
  });
}

type Counts = Pick<CriticalPointTest, 'positive' | 'zero' | 'negative' | 'unknown'>;

/** The verdict on a critical point. */
function judge({ positive, zero, negative, unknown }: Counts, unsettled: number) {
  // Two directions prove a saddle, whatever the other eigenvalues are.
  if (positive > 0 && negative > 0) return { kind: 'saddle' as const, missing: '' };
  if (unknown === 0 && zero === 0) {
    return { kind: positive > 0 ? ('minimum' as const) : ('maximum' as const), missing: '' };
  }
  const reasons: string[] = [];
  const sign = positive > 0 ? 'positive' : negative > 0 ? 'negative' : null;
  if (unknown > 0) {
    const known = positive + zero + negative;
    reasons.push(
      `${known} of ${known + unknown} eigenvalues are known${sign ? `, and none has the other sign than ${sign}` : ''}: ` +
        'only the full spectrum rules one out.',
    );
  }
  if (unsettled > 0) {
    reasons.push(
      `${unsettled} small eigenvalues change by more than a quarter on the way to where the gradient would vanish: ` +
        'the point is not near enough to a critical one, or that one is degenerate; find it to a smaller ‖∇f‖.',
    );
  }
  const zeros = zero - unsettled;
  if (zeros > 0) {
    reasons.push(
      `${zeros === 1 ? 'one eigenvalue is' : `${zeros} eigenvalues are`} zero up to the threshold: higher derivatives along ${zeros === 1 ? 'its eigenvector' : 'their eigenvectors'} decide.`,
    );
  }
  return { kind: 'inconclusive' as const, missing: reasons.join(' ') };
}

function notCritical(gradientNorm: number, tolerance: number): string {
  return (
    `‖∇f‖ = ${gradientNorm.toPrecision(3)} is above the tolerance of ${tolerance}: findCriticalPoint finds a critical ` +
    'point from here, or raise gradientTolerance.'
  );
}

/**
 * Fills in the defaults.
 *
 * @param caller named in the message
 * @throws RangeError when one is no finite number ≥ 0
 */
export function criticalPointTolerances(
  given: CriticalPointTolerances,
  caller = 'classifyCriticalPoint',
): Required<CriticalPointTolerances> {
  const { gradientTolerance = 1e-8, zeroTolerance = 1e-10 } = given;
  for (const [name, value] of Object.entries({ gradientTolerance, zeroTolerance })) {
    if (Number.isFinite(value) && value >= 0) continue;
    throw new RangeError(`${caller}: ${name} must be a number ≥ 0, received ${value}`);
  }
  return { gradientTolerance, zeroTolerance };
}

function checkEvidence({ gradient, eigenvectors, settled }: CriticalPointEvidence, known: number): void {
  const { length } = gradient;
  const fits =
    length > 0 &&
    known <= length &&
    [eigenvectors, settled].every((list) => (list?.length ?? known) === known);
  if (!fits) {
    throw new RangeError(
      `classifyCriticalPoint: expected at most one eigenvalue for each of at least one entry of the gradient, and as many ` +
        `eigenvectors and flags, received ${length} entries, ${known} eigenvalues, ${eigenvectors?.length ?? 'no'} ` +
        `eigenvectors and ${settled?.length ?? 'no'} flags`,
    );
  }
  for (const vector of eigenvectors ?? []) checkLength('classifyCriticalPoint: eigenvector', vector, length);
}
