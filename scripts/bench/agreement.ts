import { relativeError } from '../golden/tolerance.ts';
import type { Entry } from './entry.ts';
import type { Computed } from './protocol.ts';

/**
 * Largest allowed difference from the closed form in float64, relative to the largest element. Loss, gradient and product
 * are the same formulas: rounding alone makes the difference, which grows with the length of the sums. Along a descent
 * it builds up.
 */
const ROUNDING: Record<string, number> = { float64: 1e-9, float32: 1e-4 };

/** Whatever is certified to a relative residual r is right to r, so two such differ by 2r at most. */
const CERTIFIED = 2;

/** Names under which a contender tells something about itself. */
const ABOUT_ITSELF = new Set(['products', 'relative_residual']);
/** Names of eigenvalues: they are as good as their residual. */
const EIGENVALUES = new Set(['lambda_max', 'top']);

/** An entry and what it computed. */
export interface Answer<E extends Entry = Entry> {
  readonly entry: E;
  readonly computed: Computed;
}

/** How far an entry is from the first of its work. */
export interface Comparison<E extends Entry = Entry> extends Answer<E> {
  /** The largest relative difference over all that both compute. */
  readonly difference: number;
  /** In words, what is beyond its tolerance; empty when all is well. */
  readonly complaints: readonly string[];
}

/**
 * Compares what each entry of one work computed with the first one, which is our closed form. An eigenvalue without a
 * residual within `tolerance` has no tolerance: it is an estimate, and its difference is only told.
 */
export function compare<E extends Entry>(answers: readonly Answer<E>[], tolerance: number): Comparison<E>[] {
  const reference = answers[0]!;
  return answers.map(({ entry, computed }) => {
    const complaints: string[] = [];
    let difference = 0;
    for (const [name, expected] of Object.entries(reference.computed)) {
      const received = computed[name];
      if (received === undefined || ABOUT_ITSELF.has(name)) continue;
      const distance = distanceOf([received].flat(), [expected].flat());
      const allowed = EIGENVALUES.has(name)
        ? eigenvalueTolerance(computed, tolerance)
        : ROUNDING[entry.precision]!;
      difference = Math.max(difference, distance);
      if (!(distance <= allowed)) {
        complaints.push(
          `${entry.work}: ${name} of ${entry.name} (${entry.precision}) differs from ${reference.entry.name} by ${distance.toExponential(1)}, allowed ${allowed.toExponential(1)}`,
        );
      }
    }
    return { entry, computed, difference, complaints };
  });
}

function eigenvalueTolerance({ relative_residual: residual }: Computed, tolerance: number): number {
  const isCertified = typeof residual === 'number' && residual <= tolerance;
  return isCertified ? CERTIFIED * tolerance : Number.POSITIVE_INFINITY;
}

/** Infinity when the lengths differ. */
function distanceOf(received: readonly number[], expected: readonly number[]): number {
  return received.length === expected.length ? relativeError(received, expected) : Number.POSITIVE_INFINITY;
}
