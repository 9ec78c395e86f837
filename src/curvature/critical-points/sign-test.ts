/** What the signs of a derivative on both sides of a point tell. */
export type SignTestKind = 'minimum' | 'maximum' | 'inflection' | 'inconclusive' | 'not-critical';

/** Options of `derivativeSignTest`. */
export interface SignTestOptions {
  /** Distance at which f′ is looked at, on both sides. Default 1e-3·max(1, |x|). */
  readonly epsilon?: number;
  /** Absolute: critical means |f′(x)| ≤ this. Default 1e-8. */
  readonly gradientTolerance?: number;
}

/** A verdict with its evidence. */
export interface SignTest {
  /** The verdict. */
  readonly kind: SignTestKind;
  /** f′(x − ε). */
  readonly before: number;
  /** f′(x). */
  readonly at: number;
  /** f′(x + ε). */
  readonly after: number;
  /** ε, the distance at which f′ was looked at. */
  readonly epsilon: number;
  /** The largest |f′(x)| that counts as critical. */
  readonly gradientTolerance: number;
  /** What keeps it from a verdict; '' otherwise. */
  readonly missing: string;
}

/**
 * The first-derivative test in one dimension: f′ from − to + makes a minimum, from + to − a maximum, one sign on both
 * sides neither (`inflection`). It decides where the second-derivative test cannot, as for x⁴.
 *
 * The signs at x ± ε speak of a critical point at x only as long as f′ has no other zero in between, which ε has to be
 * small enough for; and ε has to be large enough for f′ to stand out on both sides from what it is at x, else the test
 * is `inconclusive`. Along a direction v of a function of many variables, f′(t) = vᵀ∇f(x + tv).
 *
 * @param derivative f′
 * @throws RangeError when ε is not positive, x is not finite, or the tolerance is negative
 */
export function derivativeSignTest(
  derivative: (x: number) => number,
  x: number,
  options: SignTestOptions = {},
): SignTest {
  const { epsilon = 1e-3 * Math.max(1, Math.abs(x)), gradientTolerance = 1e-8 } = options;
  if (!(epsilon > 0 && Number.isFinite(x + epsilon) && gradientTolerance >= 0)) {
    throw new RangeError(
      `derivativeSignTest: expected a finite x, epsilon > 0 and gradientTolerance ≥ 0, received ${x}, ${epsilon} and ` +
        `${gradientTolerance}`,
    );
  }
  const [before, at, after] = [derivative(x - epsilon), derivative(x), derivative(x + epsilon)];
  const verdict = (kind: SignTestKind, missing = '') =>
    Object.freeze({ kind, before, at, after, epsilon, gradientTolerance, missing });
  if (![before, at, after].every(Number.isFinite)) {
    return verdict('inconclusive', 'The derivative is NaN or infinite.');
  }
  if (Math.abs(at) > gradientTolerance) {
    return verdict(
      'not-critical',
      `|f′(x)| = ${Math.abs(at)} is above the tolerance of ${gradientTolerance}.`,
    );
  }
  if (Math.abs(at) >= Math.min(Math.abs(before), Math.abs(after))) {
    return verdict(
      'inconclusive',
      'On one side f′ does not stand out from its value at x: enlarge epsilon, or find x more exactly.',
    );
  }
  if (before < 0 && after > 0) return verdict('minimum');
  if (before > 0 && after < 0) return verdict('maximum');
  return verdict('inflection');
}
