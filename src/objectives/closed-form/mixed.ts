import { applyMany, checkLength, type LinearOperator } from '../../numerics/linear-operator.ts';
import type { Linearization, MlpObjective } from '../contract.ts';

/**
 * Products in float32, everything else in float64: an algorithm iterates with cheap products, and takes what it
 * reports from the value, the gradient and the products of `hessian.exact`, which are those of `double`.
 *
 * Neither objective is linearised before it is needed: who asks for products alone pays for no pass in float64, who
 * asks for the gradient alone for none in float32.
 */
export function mixedObjective(double: MlpObjective, single: MlpObjective): MlpObjective {
  const { dimension } = double;
  return {
    ...double,
    linearize(parameters) {
      checkLength('closedFormObjective', parameters, dimension);
      const here = parameters.slice();
      return mixedLinearization(
        dimension,
        once(() => double.linearize(here)),
        once(() => single.linearize(here)),
      );
    },
    dispose() {
      double.dispose();
      single.dispose();
    },
  };
}

function mixedLinearization(
  dimension: number,
  exact: () => Linearization,
  quick: () => Linearization,
): Linearization {
  return {
    get value() {
      return exact().value;
    },
    get gradient() {
      return exact().gradient;
    },
    hessian: mixedOperator(
      dimension,
      () => exact().hessian,
      () => quick().hessian,
    ),
    // The closed form always has one.
    gaussNewton: mixedOperator(
      dimension,
      () => exact().gaussNewton!,
      () => quick().gaussNewton!,
    ),
  };
}

function mixedOperator(
  dimension: number,
  exact: () => LinearOperator,
  quick: () => LinearOperator,
): LinearOperator {
  return {
    dimension,
    apply: (v, out) => quick().apply(v, out),
    applyMany: (vectors, outs) => applyMany(quick(), vectors, outs),
    get exact() {
      return exact();
    },
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
