import { exponential } from '../numerics/exponential.ts';
import { applyMany, type LinearOperator } from '../numerics/linear-operator.ts';
import { type RandomStream, randomStream } from '../numerics/random.ts';
import { isFiniteVector, norm } from '../numerics/vector.ts';
import { krylovBasis } from './krylov-basis.ts';
import { checkDimension, checkPositiveInteger } from './result.ts';
import { type EigenvalueStatus, TRACE_ADVICE } from './status.ts';
import { meanOf, randomSigns } from './trace.ts';

/** Options of `spectralDensity`. */
export interface SpectralDensityOptions {
  /** Random probes, each with a quadrature of its own; at least 2, else there is no standard error. Default 10. */
  readonly probes?: number;
  /** Lanczos steps of each probe, one product each; at most the dimension. Default 60. */
  readonly steps?: number;
  /**
   * Standard deviation of the Gaussian that stands for each eigenvalue, in units of the eigenvalues. Default a hundredth
   * of the range seen; eigenvalues nearer to one another than about this are not told apart.
   */
  readonly bandwidth?: number;
  /** Where the probes are drawn from. Default the stream `curvature/density` of seed 0. */
  readonly random?: RandomStream;
}

/** A quadrature node: the share `weight` of all eigenvalues is taken to lie at `value`. */
export interface DensityNode {
  /** An eigenvalue of the small tridiagonal matrix of a probe. */
  readonly value: number;
  /** Its share, in [0, 1]. */
  readonly weight: number;
}

/** The density of eigenvalues as a smooth function, and the quadrature it comes from. */
export interface SpectralDensityResult {
  /** Evenly spaced eigenvalues, ascending, from five bandwidths below the lowest node to five above the highest. */
  readonly grid: Float64Array;
  /** Density at each of `grid`, per unit of eigenvalue; its integral is 1. */
  readonly density: Float64Array;
  /** Standard deviation of the Gaussian that stands for each eigenvalue, in units of the eigenvalues. */
  readonly bandwidth: number;
  /** All probes' nodes, ascending; weights sum to 1. Their first two moments are unbiased for tr(A)/n and tr(A²)/n. */
  readonly nodes: readonly DensityNode[];
  /** First moment, an estimate of the mean eigenvalue tr(A)/n, with its standard error over the probes. */
  readonly mean: number;
  /** Of `mean`, over the choice of probes. */
  readonly standardError: number;
  /** Products with A spent. */
  readonly products: number;
  /** Never `max-iterations`: the budget is fixed beforehand, `standardError` and `bandwidth` tell the accuracy. */
  readonly status: EigenvalueStatus;
  /** Whether `status` is `converged`. */
  readonly converged: boolean;
  /** What the status means and what to change; empty when converged. */
  readonly advice: string;
}

/** Default bandwidths per range of the nodes. */
const RESOLUTION = 100;
/** Most bandwidths per range: beyond, the grid would be too long. */
const FINEST = 5000;
/** Grid points per bandwidth: the trapezoidal rule is right to rounding for Gaussians from 2 on. */
const POINTS_PER_BANDWIDTH = 4;
/** Bandwidths beyond the outermost nodes; the Gaussian holds 6e-7 of its mass outside. */
const MARGIN = 5;

/**
 * Spectral density by stochastic Lanczos quadrature (Lin, Saad and Yang 2016, section 3.2; Ghorbani, Krishnan and Xiao
 * 2019, section 2): the m-point Gauss quadrature of each probe, its Ritz values with the squared first components of the
 * eigenvectors of the tridiagonal matrix as weights, smoothed by a Gaussian of a stated bandwidth.
 *
 * Differs from common code: weights are squared once and sum to 1, the density is normalised by construction, Lanczos is
 * fully reorthogonalised (no ghost eigenvalues), and the steps of all probes share blocks of products.
 *
 * @throws RangeError when an option is out of range, the bandwidth too fine for the range, or the dimension 0
 */
export function spectralDensity(
  operator: LinearOperator,
  options: SpectralDensityOptions = {},
): SpectralDensityResult {
  const { probes = 10, steps = 60, random = randomStream(0, 'curvature/density') } = options;
  const { dimension } = operator;
  checkDimension('spectralDensity', dimension);
  checkPositiveInteger('spectralDensity', 'steps', steps);
  if (!Number.isSafeInteger(probes) || probes < 2) {
    throw new RangeError(`spectralDensity: probes must be an integer of at least 2, received ${probes}`);
  }
  if (
    options.bandwidth !== undefined &&
    !(options.bandwidth > 0 && options.bandwidth < Number.POSITIVE_INFINITY)
  ) {
    throw new RangeError(
      `spectralDensity: bandwidth must be positive and finite, received ${options.bandwidth}`,
    );
  }
  const bases = Array.from({ length: probes }, () => {
    const signs = randomSigns(random, dimension);
    const length = norm(signs);
    return krylovBasis(
      operator,
      signs.map((sign) => sign / length),
      random,
    );
  });
  let products = 0;
  for (let step = 0; step < steps; step++) {
    // A space that A maps into itself holds all of its probe's measure: more steps would add nothing.
    const open = bases.filter(({ closures, isComplete }) => closures === 0 && !isComplete);
    if (open.length === 0) break;
    const images = open.map(() => new Float64Array(dimension));
    applyMany(
      operator,
      open.map(({ next }) => next!),
      images,
    );
    products += open.length;
    if (!images.every(isFiniteVector) || !open.every((basis, i) => basis.accept(images[i]!))) {
      return result([], Number.NaN, [], products, 'non-finite');
    }
  }
  if (bases.every(({ magnitude }) => magnitude === 0)) {
    return result([{ value: 0, weight: 1 }], Number.NaN, [0, 0], products, 'zero-operator');
  }
  const quadratures = bases.map((basis) =>
    basis.ritzPairs().map(({ value, coordinates }) => ({ value, weight: coordinates[0]! * coordinates[0]! })),
  );
  const means = quadratures.map((nodes) => nodes.reduce((sum, { value, weight }) => sum + weight * value, 0));
  const nodes = quadratures
    .flat()
    .map(({ value, weight }) => ({ value, weight: weight / probes }))
    .sort((a, b) => a.value - b.value);
  const range = nodes.at(-1)!.value - nodes[0]!.value;
  const scale = Math.max(Math.abs(nodes[0]!.value), Math.abs(nodes.at(-1)!.value));
  // All eigenvalues equal: the range is rounding, and the bandwidth a hundredth of the eigenvalue.
  const natural = (range > 1e-10 * scale ? range : scale) / RESOLUTION;
  const { bandwidth = natural } = options;
  if (bandwidth * FINEST < range) {
    throw new RangeError(
      `spectralDensity: bandwidth must be at least 1/${FINEST} of the range of eigenvalues ${range}, received ${bandwidth}; read the nodes for finer detail`,
    );
  }
  // Density and its grid, which reaches further than the nodes, have to stay within float64.
  const points = POINTS_PER_BANDWIDTH * (range / bandwidth + 2 * MARGIN);
  const fits = [2 * (scale + MARGIN * bandwidth) * points, 1 / bandwidth].every(Number.isFinite);
  if (!fits) return result([], Number.NaN, [], products, 'non-finite');
  return result(nodes, bandwidth, means, products, 'converged');
}

function result(
  nodes: readonly DensityNode[],
  bandwidth: number,
  means: readonly number[],
  products: number,
  status: EigenvalueStatus,
): SpectralDensityResult {
  const { mean, standardError } =
    means.length < 2 ? { mean: Number.NaN, standardError: Number.NaN } : meanOf(Float64Array.from(means));
  const smooth =
    status === 'converged'
      ? smoothed(nodes, bandwidth)
      : { grid: new Float64Array(0), density: new Float64Array(0) };
  return Object.freeze({
    ...smooth,
    bandwidth,
    nodes,
    mean,
    standardError,
    products,
    status,
    converged: status === 'converged',
    advice: TRACE_ADVICE[status],
  });
}

/** Σ wᵢ·N(t; θᵢ, bandwidth²) on an even grid. */
function smoothed(nodes: readonly DensityNode[], bandwidth: number) {
  const from = nodes[0]!.value - MARGIN * bandwidth;
  const to = nodes.at(-1)!.value + MARGIN * bandwidth;
  const intervals = Math.ceil(((to - from) / bandwidth) * POINTS_PER_BANDWIDTH);
  const grid = Float64Array.from({ length: intervals + 1 }, (_, i) => from + ((to - from) * i) / intervals);
  const unit = 1 / (bandwidth * Math.sqrt(2 * Math.PI));
  const density = grid.map((t) => {
    let sum = 0;
    for (const { value, weight } of nodes) {
      const distance = (t - value) / bandwidth;
      sum += weight * unit * exponential(-0.5 * distance * distance);
    }
    return sum;
  });
  return { grid, density };
}
