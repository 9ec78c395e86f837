import { eigenvalueColumns, trackedCost } from './eigenvalues.ts';
import { gaussNewtonOf } from './operators.ts';
import type { QuantityDefinition } from './quantity.ts';

/** Largest eigenvalue of the Gauss-Newton matrix, followed by a tracker of its own. */
export const gaussNewton: QuantityDefinition<'gauss_newton'> = {
  columns: eigenvalueColumns(
    'gauss_newton_lambda_max',
    'gauss_newton_lambda_max',
    'largest eigenvalue of the Gauss-Newton matrix G: the Hessian of the same loss with the network linearized in its parameters',
    ({ gaussNewton }) => gaussNewton,
    'G',
  ),
  cost: (_, size) => trackedCost(size),
  measure({ gaussNewtonTracker, linearization }) {
    const { value, residual, products, status } = gaussNewtonTracker.largest(
      gaussNewtonOf(linearization),
      linearization.gradient,
    );
    return { suite: { gaussNewton: { value, residual, products, status } }, products };
  },
};
