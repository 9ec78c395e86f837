import type { LinearOperator } from '../numerics/linear-operator.ts';

/** An operator that tells how many products it has given. */
export interface CountedOperator extends LinearOperator {
  readonly products: number;
}

/** Counts the products with an operator. */
export function countProducts(operator: LinearOperator): CountedOperator {
  let products = 0;
  return {
    dimension: operator.dimension,
    apply(v, out) {
      products++;
      operator.apply(v, out);
    },
    get products() {
      return products;
    },
  };
}

/** −A: its largest eigenvalue is minus the smallest of A, with the same vector. */
export function negated(operator: LinearOperator): LinearOperator {
  return {
    dimension: operator.dimension,
    apply(v, out) {
      operator.apply(v, out);
      for (let i = 0; i < out.length; i++) out[i] = -out[i]!;
    },
  };
}
