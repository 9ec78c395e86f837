import { checkLength } from '../numerics/linear-operator.ts';
import type { Matrix } from '../numerics/matrix.ts';
import { dot } from '../numerics/vector.ts';
import type { Objective } from './contract.ts';

/**
 * f(x) = ½·xᵀAx − bᵀx, with gradient Ax − b and Hessian A everywhere: the objective whose every number is known
 * beforehand, and the least-squares problem ½‖Mx − y‖² up to a constant (A = MᵀM, b = Mᵀy).
 *
 * @param a [dimension, dimension], symmetric; not copied, so not to be written to afterwards
 * @param b [dimension]; likewise
 * @throws RangeError when A is not square or not symmetric to the last bit, or a length differs from dimension
 */
export function quadraticObjective(a: Matrix, b: Float64Array): Objective {
  const { rows: dimension, values } = a;
  if (a.columns !== dimension) {
    throw new RangeError(`quadraticObjective: A must be square, received ${a.rows} × ${a.columns}`);
  }
  checkSymmetric(a);
  checkLength('quadraticObjective: b', b, dimension);

  function apply(v: Float64Array, out: Float64Array): void {
    checkLength('quadraticObjective', v, dimension);
    checkLength('quadraticObjective', out, dimension);
    for (let i = 0; i < dimension; i++) {
      const row = i * dimension;
      let sum = 0;
      for (let j = 0; j < dimension; j++) sum += values[row + j]! * v[j]!;
      out[i] = sum;
    }
  }

  /** Ax goes into `out` first: f = ½·xᵀ(Ax) − bᵀx, and what remains is Ax − b. */
  function gradient(x: Float64Array, out: Float64Array): number {
    apply(x, out);
    const value = 0.5 * dot(x, out) - dot(b, x);
    for (let i = 0; i < dimension; i++) out[i]! -= b[i]!;
    return value;
  }

  return {
    dimension,
    value: (x) => gradient(x, new Float64Array(dimension)),
    gradient,
    linearize(x) {
      const slope = new Float64Array(dimension);
      return { value: gradient(x, slope), gradient: slope, hessian: { dimension, apply } };
    },
  };
}

function checkSymmetric({ rows, values }: Matrix): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) {
      const [below, above] = [values[i * rows + j], values[j * rows + i]];
      if (below === above) continue;
      throw new RangeError(
        `quadraticObjective: A must be symmetric, received A(${i}, ${j}) = ${below} and A(${j}, ${i}) = ${above}; ` +
          'use (A + Aᵀ)/2, which is the same function',
      );
    }
  }
}
