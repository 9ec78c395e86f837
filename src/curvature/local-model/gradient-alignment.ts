import { checkLength } from '../../numerics/linear-operator.ts';
import { axpy, dot, isFiniteVector, norm, scale } from '../../numerics/vector.ts';
import type { Pair } from './quadratic-form.ts';

/** How much of a gradient lies in the space of some eigenvectors. */
export interface GradientAlignment {
  /** ‖Pg‖²/‖g‖² with P the projection onto the span of the vectors; null where `note` tells why. */
  readonly share: number | null;
  /** (vᵢᵀg)²/‖g‖² of each vector, in the order given; [] without a share. They add up to it where orthonormal. */
  readonly contributions: readonly number[];
  /** Dimension of the span over that of the whole space: the share that a random direction has on average. */
  readonly chance: number;
  /** Why there is no share. */
  readonly note: '' | 'zero-gradient' | 'non-finite';
}

/** A part of a unit vector outside the others below which the vector adds nothing to their span. */
const DEPENDENT = 1e-8;

/**
 * The share of the gradient in the space of the top eigenvectors (Gur-Ari, Roberts and Dyer 2018, section 2), to be
 * compared with `chance`. The vectors are orthonormalised first (Gram-Schmidt, twice), so estimates that are not quite
 * orthogonal count no direction twice.
 *
 * @param gradient [dimension]
 * @param pairs eigenvectors [dimension] of any length but zero
 * @throws RangeError when a vector has another length than the gradient
 */
export function gradientAlignment(
  gradient: Float64Array,
  pairs: readonly Pick<Pair, 'vector'>[],
): GradientAlignment {
  const dimension = gradient.length;
  const basis: Float64Array[] = [];
  for (const { vector } of pairs) {
    checkLength('gradientAlignment: eigenvector', vector, dimension);
    const length = norm(vector);
    const unit = vector.map((entry) => entry / length);
    for (let pass = 0; pass < 2; pass++) {
      for (const other of basis) axpy(-dot(other, unit), other, unit);
    }
    const rest = norm(unit);
    if (rest <= DEPENDENT) continue;
    scale(1 / rest, unit);
    basis.push(unit);
  }
  const chance = basis.length / dimension;
  const length = norm(gradient);
  if (!Number.isFinite(length) || !basis.every(isFiniteVector)) {
    return Object.freeze({ share: null, contributions: [], chance, note: 'non-finite' });
  }
  if (length === 0) return Object.freeze({ share: null, contributions: [], chance, note: 'zero-gradient' });
  // In units of its length, so that neither squares nor sums leave the range of float64.
  const direction = gradient.map((entry) => entry / length);
  const along = (vector: Float64Array) => {
    const component = dot(vector, direction);
    return component * component;
  };
  return Object.freeze({
    share: Math.min(
      1,
      basis.reduce((sum, vector) => sum + along(vector), 0),
    ),
    contributions: pairs.map(({ vector }) => along(vector) / dot(vector, vector)),
    chance,
    note: '',
  });
}
