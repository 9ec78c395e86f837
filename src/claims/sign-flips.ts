import { type Matrix, matrix } from '../numerics/matrix.ts';
import type { RandomStream } from '../numerics/random.ts';
import type { Objective } from '../objectives/contract.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';

/** What descent on a quadratic did along each of its eigenvectors. */
export interface SignFlips {
  /** How often the error changed its sign, [directions]. */
  readonly counts: readonly number[];
  /** |error| at the end over that at the start, [directions]. */
  readonly left: readonly number[];
}

/** The Hessian whose eigenvalues are the products, [directions, directions]. */
export function diagonal(products: readonly number[]): Matrix {
  const result = matrix(products.length, products.length);
  products.forEach((product, k) => {
    result.values[k * products.length + k] = product;
  });
  return result;
}

/**
 * Descends a quadratic with learning rate 1, so that its eigenvalues are the products ηλ, and counts how often the error
 * changes sides. It starts in mid-run, with a velocity of about a gradient: from rest, the number would not depend on
 * the seed. The quadratic is diagonal, so that directions stay apart: through a rotated one, rounding of the slow ones
 * would make the fast ones flip long after they have converged.
 *
 * @param objective ½xᵀAx with A the `diagonal` of the products
 * @param products ηλ of each direction, [directions]
 * @param optimizer with a velocity
 */
export function signFlips(
  objective: Objective,
  products: readonly number[],
  optimizer: Optimizer,
  steps: number,
  stream: RandomStream,
): SignFlips {
  const n = products.length;
  const x = Float64Array.from(products, () => stream.normal());
  const start = x.slice();
  const state = optimizer.initialize(n);
  state.velocity!.set(products.map((product) => product * stream.normal()));
  const gradient = new Float64Array(n);
  const counts = products.map(() => 0);
  let last = start;
  for (let step = 0; step < steps; step++) {
    objective.gradient(x, gradient);
    optimizer.step(x, gradient, state, 1);
    x.forEach((error, k) => {
      if (error * last[k]! < 0) counts[k]!++;
    });
    last = x.slice();
  }
  return { counts, left: products.map((_, k) => Math.abs(x[k]! / start[k]!)) };
}
