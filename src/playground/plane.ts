import { axpy, dot, norm } from '../numerics/vector.ts';
import type { Objective } from '../objectives/contract.ts';

/** A square in the plane through a point along two orthonormal directions, with the point in its middle. */
export interface Plane {
  /** [dimension]. */
  readonly origin: Float64Array;
  /** To the right and up, each [dimension]. */
  readonly directions: readonly [Float64Array, Float64Array];
  /** From the middle to each side. */
  readonly reach: number;
  /** The step of training whose point it goes through. */
  readonly step: number;
}

/** Values of a loss on a square grid, row by row from the bottom: values[row·size + column]. */
export interface PlaneGrid {
  readonly size: number;
  readonly reach: number;
  readonly values: Float64Array;
}

/** Evaluates a loss on a plane a row at a time, so that other work can go on between. */
export function* sectionOf(objective: Objective, plane: Plane, size: number): Generator<void, PlaneGrid> {
  const { origin, directions, reach } = plane;
  const along = (i: number) => reach * ((2 * i) / (size - 1) - 1);
  const values = new Float64Array(size * size);
  const at = new Float64Array(origin.length);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      at.set(origin);
      axpy(along(column), directions[0], at);
      axpy(along(row), directions[1], at);
      values[row * size + column] = objective.value(at);
    }
    yield;
  }
  return { size, reach, values };
}

/** The part of a vector that no given unit vector points along, made a unit vector; null where nothing is left. */
export function orthonormalized(vector: Float64Array, against: Float64Array): Float64Array | null {
  const rest = vector.slice();
  // Twice is enough (Parlett 1998, section 6.9): the first time leaves rounding errors of the size of what was removed.
  for (let pass = 0; pass < 2; pass++) axpy(-dot(rest, against), against, rest);
  const length = norm(rest);
  return length > 1e-12 * norm(vector) ? rest.map((entry) => entry / length) : null;
}
