import { denseSpectrum } from '../curvature/critical-points/dense-spectrum.ts';
import { dot } from '../numerics/vector.ts';
import type { Objective } from '../objectives/contract.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';

/** How an optimizer moves relative to the eigenvectors of the Hessians that it passes. */
export interface PathAlongSpectrum {
  /** How often the step along the top eigenvector turns round. */
  readonly flips: number;
  /** Share of the top eigenvector in Σ‖step‖². */
  readonly topShare: number;
  /** Σ|step| over Σ|gradient| along the top eigenvector: the learning rate in effect, η of plain descent. */
  readonly topRate: number;
  /** The same in the flat half of the spectrum: the eigenvectors whose |λ| is smallest. */
  readonly flatRate: number;
  /**
   * What the steps won in the flat half, in units of the loss: −Σ (gᵢdᵢ + ½λᵢdᵢ²), with gᵢ and dᵢ the gradient and the
   * step along its eigenvectors. Over the whole spectrum this is the decrease of the loss to second order.
   */
  readonly flatProgress: number;
}

/**
 * Follows a path step by step, each in the eigenvectors at the point where it starts; the sign of the top one is carried
 * along, so that its step has a direction. For networks of at most some hundred parameters: every step costs a full
 * spectrum.
 *
 * @param start [objective.dimension]; left as it is
 * @returns null when the path leaves the range of float64
 */
export function pathAlongSpectrum(
  objective: Objective,
  start: Float64Array,
  optimizer: Optimizer,
  learningRate: number,
  steps: number,
): PathAlongSpectrum | null {
  const x = start.slice();
  const state = optimizer.initialize(x.length);
  let top: Float64Array | null = null;
  let [last, flips, flatProgress] = [0, 0, 0];
  // Σ over the steps: of squares of all that moved and of its part along the top, then of lengths.
  let [all, along, topSteps, topSlopes, flatSteps, flatSlopes] = [0, 0, 0, 0, 0, 0];
  for (let step = 0; step < steps; step++) {
    const { gradient, hessian } = objective.linearize(x);
    const spectrum = denseSpectrum(hessian);
    if (spectrum === null) return null;
    const { values, vectors } = spectrum;
    const before = x.slice();
    optimizer.step(x, gradient, state, learningRate);
    const moved = x.map((entry, i) => entry - before[i]!);

    const newest = vectors.at(-1)!;
    top = top !== null && dot(top, newest) < 0 ? newest.map((entry) => -entry) : newest;
    const topStep = dot(top, moved);
    if (topStep * last < 0) flips++;
    last = topStep;
    along += topStep ** 2;
    all += dot(moved, moved);
    topSteps += Math.abs(topStep);
    topSlopes += Math.abs(dot(top, gradient));

    const flattest = [...values.keys()].sort((i, j) => Math.abs(values[i]!) - Math.abs(values[j]!));
    let [squaredStep, squaredSlope] = [0, 0];
    for (const i of flattest.slice(0, Math.floor(x.length / 2))) {
      const [g, d] = [dot(vectors[i]!, gradient), dot(vectors[i]!, moved)];
      squaredStep += d ** 2;
      squaredSlope += g ** 2;
      flatProgress -= g * d + 0.5 * values[i]! * d ** 2;
    }
    flatSteps += Math.sqrt(squaredStep);
    flatSlopes += Math.sqrt(squaredSlope);
  }
  if (!Number.isFinite(all)) return null;
  const [topRate, flatRate] = [topSteps / topSlopes, flatSteps / flatSlopes];
  return { flips, topShare: along / all, topRate, flatRate, flatProgress };
}
