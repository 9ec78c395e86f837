import type { LinearOperator } from '../../numerics/linear-operator.ts';
import type { Linearization } from '../../objectives/contract.ts';

/** The Gauss-Newton matrix, which every network of a config has. */
export function gaussNewtonOf({ gaussNewton }: Linearization): LinearOperator {
  if (!gaussNewton) throw new Error('gaussNewtonOf: the objective of the session has no Gauss-Newton matrix');
  return gaussNewton;
}

/** An operator in the highest precision that it has: for single products. */
export function exactly(operator: LinearOperator): LinearOperator {
  return operator.exact ?? operator;
}
