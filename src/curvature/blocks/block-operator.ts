import { applyMany, checkLength, type LinearOperator } from '../../numerics/linear-operator.ts';

/** A range of the flat parameter vector; an entry of a parameter layout is one. */
export interface ParameterRange {
  /** Index of its first parameter. */
  readonly offset: number;
  /** Number of parameters. */
  readonly size: number;
}

/**
 * The diagonal block PAPᵀ of an operator that belongs to neighbouring coordinates, P being the projection onto them:
 * the Hessian in one tensor while all others stay fixed. A product costs one with A.
 *
 * By Cauchy's interlacing theorem (Horn and Johnson 2013, theorem 4.3.28) its eigenvalues lie between the smallest
 * and the largest of A. A range of size 0 is allowed: the operator on R⁰.
 *
 * @param range an entry of a layout, or any `{ offset, size }`
 * @throws RangeError when the range does not lie within the operator's dimension
 */
export function blockOperator(operator: LinearOperator, range: ParameterRange): LinearOperator {
  const { offset, size } = range;
  checkRange(operator.dimension, offset, size);
  const { dimension, exact } = operator;
  const end = offset + size;
  const embedded = new Float64Array(dimension);
  const image = new Float64Array(dimension);
  return {
    dimension: size,
    apply(v, out) {
      checkLength('blockOperator', v, size);
      checkLength('blockOperator', out, size);
      embedded.set(v, offset);
      operator.apply(embedded, image);
      out.set(image.subarray(offset, end));
    },
    ...(operator.applyMany && {
      applyMany(vectors, outs) {
        const wide = vectors.map((v) => {
          checkLength('blockOperator', v, size);
          const whole = new Float64Array(dimension);
          whole.set(v, offset);
          return whole;
        });
        const images = vectors.map(() => new Float64Array(dimension));
        applyMany(operator, wide, images);
        for (const [i, out] of outs.entries()) {
          checkLength('blockOperator', out, size);
          out.set(images[i]!.subarray(offset, end));
        }
      },
    }),
    ...(exact && { exact: blockOperator(exact, range) }),
  };
}

function checkRange(dimension: number, offset: number, size: number): void {
  const isRange = [offset, size].every((one) => Number.isSafeInteger(one) && one >= 0);
  if (isRange && offset + size <= dimension) return;
  throw new RangeError(
    `blockOperator: expected a range within the ${dimension} parameters, received offset ${offset} and size ${size}`,
  );
}
