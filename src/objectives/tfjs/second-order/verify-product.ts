import { isFiniteVector, norm } from '../../../numerics/vector.ts';

/** A Hessian-vector product to compare with differences of the gradient it should be the derivative of. */
export interface ProductToVerify {
  /** Writes the gradient at `parameters` into `out`, both [dimension]. */
  readonly gradient: (parameters: Float64Array, out: Float64Array) => unknown;
  /** Writes H·direction at the point `parameters` into `out`, both [dimension]. */
  readonly product: (direction: Float64Array, out: Float64Array) => unknown;
  /** The point [dimension]. */
  readonly parameters: Float64Array;
  /** [dimension], not zero; default: alternating pseudo-random signs, the same for every call. */
  readonly direction?: Float64Array;
  /** Operations whose second derivative is in doubt, to be named in the error; default: none are named. */
  readonly operations?: readonly string[];
}

/** Unit roundoff of float32, 2^-24. */
const ROUNDOFF = 2 ** -24;
/** Gradients carry several roundings, not one: sums over rows and units, and the chain of layers. */
const NOISE_FACTOR = 16;
/**
 * Steps relative to the size of the parameters. On smooth nets the middle ones have truncation errors near 1e-3 and
 * stay above float32 noise; where kinks lie close by, small steps win.
 */
const RELATIVE_STEPS = [1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4];
/** Nets vary on a scale of about one, so parameters near zero do not call for steps near zero. */
const SMALLEST_SCALE = 0.1;
/** Errors that tfjs makes are whole missing terms; a hundredth is far below those and above float32 differences. */
const RELATIVE_TOLERANCE = 1e-2;
/** Differences that agree with each other no better than this cannot decide anything. */
const DECISIVE_UNCERTAINTY = 0.1;

/**
 * Checks one Hessian-vector product against central differences of the gradient, for float32 gradients:
 * (g(p + hv) − g(p − hv)) / 2h at six steps h, of which the pair that agrees best with its neighbour gives the
 * reference and its uncertainty, so that neither rounding (small h) nor curvature and kinks (large h) decide.
 * First it asks whether gradient and product repeat themselves at all, which they do not with dropout.
 *
 * Costs fourteen gradients and two products.
 *
 * @throws Error naming the operations, both norms and their difference when the product is wrong, when it does
 *   not repeat, or when the differences are too uncertain to tell
 */
export function verifyProduct(check: ProductToVerify): void {
  const { parameters } = check;
  const direction = check.direction ?? signs(parameters.length);
  const gradient = repeated('gradient', check, (out) => check.gradient(parameters, out));
  const product = repeated('Hessian-vector product', check, (out) => check.product(direction, out));
  if (!isFiniteVector(product))
    throw new Error(`${subject(check)} is not finite: no second derivative can be used.`);

  const { reference, uncertainty, noise } = bestDifference(check, direction, norm(gradient));
  const error = distance(product, reference);
  const scale = Math.max(norm(reference), norm(product));
  // A Hessian that is zero along the direction: nothing but float32 noise on both sides.
  if (scale <= noise) return;
  const decided = uncertainty <= DECISIVE_UNCERTAINTY * scale;
  if (decided && error <= Math.max(RELATIVE_TOLERANCE * scale, 3 * uncertainty)) return;
  const numbers =
    `norm ${format(norm(product))}, by differences of the gradient ${format(norm(reference))} ` +
    `± ${format(uncertainty)}, distance ${format(error)}`;
  throw new Error(
    decided
      ? `${subject(check)} is wrong: ${numbers}. Compose the operation from those in the table of second-order ` +
          'gradients, or give it a gradient made of them.'
      : `${subject(check)} cannot be verified in float32 at this point: ${numbers}. Scale the inputs, or take ` +
          'another point.',
  );
}

/** The central difference that agrees best with its neighbour; `noise` is that of the largest step. */
function bestDifference(check: ProductToVerify, direction: Float64Array, gradientNorm: number) {
  const unit = Math.max(SMALLEST_SCALE, largest(check.parameters)) / largest(direction);
  const differences = RELATIVE_STEPS.map((step) => {
    const h = step * unit;
    return { h, estimate: centralDifference(check, direction, h) };
  });
  const noiseAt = (h: number) => (NOISE_FACTOR * ROUNDOFF * gradientNorm) / h;
  let best = { reference: differences[0]!.estimate, uncertainty: Number.POSITIVE_INFINITY };
  for (let i = 1; i < differences.length; i++) {
    const { estimate, h } = differences[i]!;
    const uncertainty = Math.max(distance(estimate, differences[i - 1]!.estimate), noiseAt(h));
    if (uncertainty < best.uncertainty) best = { reference: estimate, uncertainty };
  }
  return { ...best, noise: noiseAt(differences[0]!.h) };
}

function centralDifference(check: ProductToVerify, direction: Float64Array, h: number): Float64Array {
  const at = (offset: number) => {
    const out = new Float64Array(direction.length);
    check.gradient(
      check.parameters.map((p, i) => p + offset * direction[i]!),
      out,
    );
    return out;
  };
  const forward = at(h);
  const backward = at(-h);
  return forward.map((g, i) => (g - backward[i]!) / (2 * h));
}

/** The result of two calls that must be the same but for the order of float32 sums. */
function repeated(
  name: string,
  check: ProductToVerify,
  compute: (out: Float64Array) => unknown,
): Float64Array {
  const [first, second] = [0, 1].map(() => {
    const out = new Float64Array(check.parameters.length);
    compute(out);
    return out;
  }) as [Float64Array, Float64Array];
  const difference = distance(first, second);
  if (difference > NOISE_FACTOR * ROUNDOFF * norm(first)) {
    throw new Error(
      `The ${name} changes from call to call at the same point (norm ${format(norm(first))}, difference ` +
        `${format(difference)}): the loss is not a function of the parameters. Evaluate dropout and noise layers ` +
        'with training: false.',
    );
  }
  return first;
}

function subject({ operations = [] }: ProductToVerify): string {
  const names = operations.length > 0 ? ` through ${operations.join(', ')}` : '';
  return `The Hessian-vector product${names}`;
}

function distance(x: Float64Array, y: Float64Array): number {
  return norm(x.map((value, i) => value - y[i]!));
}

function largest(x: Float64Array): number {
  return x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** Signs without pattern (the fractional part of a quadratic in √2), so that no symmetry of a net hides an error. */
function signs(dimension: number): Float64Array {
  return Float64Array.from({ length: dimension }, (_, i) =>
    (i * i * Math.SQRT2 + i * 0.3) % 1 < 0.5 ? 1 : -1,
  );
}

function format(value: number): string {
  return value.toPrecision(4);
}
