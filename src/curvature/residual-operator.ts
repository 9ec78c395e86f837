import { applyMany, checkLength, type LinearOperator } from '../numerics/linear-operator.ts';
import { axpy } from '../numerics/vector.ts';

/**
 * H − G: what the Gauss-Newton matrix leaves of the Hessian, Σᵢ ∂L/∂zᵢ·∇²zᵢ over the outputs z. It is indefinite, and
 * vanishes where the outputs are linear in the parameters or all residuals are zero (Schraudolph 2002, section 2.3).
 * A product costs one with each.
 *
 * @throws RangeError when the two have different dimensions
 */
export function residualOperator(hessian: LinearOperator, gaussNewton: LinearOperator): LinearOperator {
  const { dimension } = hessian;
  if (gaussNewton.dimension !== dimension) {
    throw new RangeError(
      `residualOperator: expected operators of one dimension, received ${dimension} and ${gaussNewton.dimension}`,
    );
  }
  const part = new Float64Array(dimension);
  return {
    dimension,
    apply(v, out) {
      checkLength('residualOperator', v, dimension);
      checkLength('residualOperator', out, dimension);
      hessian.apply(v, out);
      gaussNewton.apply(v, part);
      axpy(-1, part, out);
    },
    applyMany(vectors, outs) {
      const parts = vectors.map(() => new Float64Array(dimension));
      applyMany(hessian, vectors, outs);
      applyMany(gaussNewton, vectors, parts);
      for (const [i, out] of outs.entries()) axpy(-1, parts[i]!, out);
    },
    ...((hessian.exact || gaussNewton.exact) && {
      exact: residualOperator(hessian.exact ?? hessian, gaussNewton.exact ?? gaussNewton),
    }),
  };
}
