import { applyMany, type LinearOperator } from '../numerics/linear-operator.ts';

/** An operator that tells how many products it has given, those of its exact twin included. */
export interface CountedOperator extends LinearOperator {
  readonly products: number;
}

/** Counts the products with an operator: one by one, in blocks, and with its exact twin where it has one. */
export function countProducts(operator: LinearOperator): CountedOperator {
  let products = 0;
  const counting = (counted: LinearOperator): LinearOperator => ({
    dimension: counted.dimension,
    apply(v, out) {
      products++;
      counted.apply(v, out);
    },
    applyMany(vectors, outs) {
      products += vectors.length;
      applyMany(counted, vectors, outs);
    },
  });
  const { exact } = operator;
  return {
    ...counting(operator),
    ...(exact && { exact: counting(exact) }),
    get products() {
      return products;
    },
  };
}

/** −A: its largest eigenvalue is minus the smallest of A, with the same vector. */
export function negated(operator: LinearOperator): LinearOperator {
  const negate = (out: Float64Array) => {
    for (let i = 0; i < out.length; i++) out[i] = -out[i]!;
  };
  const { dimension, exact } = operator;
  return {
    dimension,
    apply(v, out) {
      operator.apply(v, out);
      negate(out);
    },
    applyMany(vectors, outs) {
      applyMany(operator, vectors, outs);
      outs.forEach(negate);
    },
    ...(exact && { exact: negated(exact) }),
  };
}
