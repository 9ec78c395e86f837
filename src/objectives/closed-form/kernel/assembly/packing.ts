/**
 * Packs a matrix M of `inner` × `features`, M[k][j] at source + k·innerStride + j·featureStride bytes, as
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
      store<f64>(out, load<f64>(p));
      store<f64>(out, load<f64>(p + featureStride), 8);
      store<f64>(out, load<f64>(p + 2 * featureStride), 16);
      store<f64>(out, load<f64>(p + 3 * featureStride), 24);
      p += innerStride;
      out += 32;
    }
    source += featureStride << 2;
  }
  for (; j < features; j++) {
    let p = source;
    for (let k = 0; k < inner; k++) {
      store<f64>(out, load<f64>(p));
      p += innerStride;
      out += 8;
    }
    source += featureStride;
  }
}
