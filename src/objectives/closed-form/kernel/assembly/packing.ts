import { SINGLE } from './lanes';

/**
 * Packs a float64 matrix M of `inner` × `features`, M[k][j] at source + k·innerStride + j·featureStride bytes, as
 * `products.ts` reads it: panels [k][4] for each four features, then one column [k] for each feature left over.
 * The strides choose between W and Wᵀ.
 */
export function pack(
  features: i32, inner: i32, source: usize, featureStride: usize, innerStride: usize, out: usize,
): void {
  let j = 0;
  for (; j + 4 <= features; j += 4) {
    let p = source;
    for (let k = 0; k < inner; k++) {
      copy(p, out);
      copy(p + featureStride, out + ELEMENT);
      copy(p + 2 * featureStride, out + 2 * ELEMENT);
      copy(p + 3 * featureStride, out + 3 * ELEMENT);
      p += innerStride;
      out += 4 * ELEMENT;
    }
    source += featureStride << 2;
  }
  for (; j < features; j++) {
    let p = source;
    for (let k = 0; k < inner; k++) {
      copy(p, out);
      p += innerStride;
      out += ELEMENT;
    }
    source += featureStride;
  }
}

// @ts-ignore: decorator
@inline
function copy(from: usize, to: usize): void {
  const value = load<f64>(from);
  if (SINGLE) store<f32>(to, <f32>value);
  else store<f64>(to, value);
}
