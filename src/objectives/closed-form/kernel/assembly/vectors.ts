/** What happens between passes over the rows, to vectors. */

/**
 * Adds the sums of all chunks up, always in the order of the chunks: out[i] = Σ over the chunks of source[i], for
 * the entries of one slice of a vector.
 *
 * @param count chunks, `stride` bytes apart
 */
export function addChunks(
  length: i32, sliceLength: i32, slice: i32, count: i32, source: usize, stride: usize, out: usize,
): void {
  let i = slice * sliceLength;
  const end = min(length, i + sliceLength);
  source += <usize>i << 3;
  out += <usize>i << 3;
  for (; i + 8 <= end; i += 8) {
    let p = source;
    let s0 = v128.load(p), s1 = v128.load(p, 16), s2 = v128.load(p, 32), s3 = v128.load(p, 48);
    for (let c = 1; c < count; c++) {
      p += stride;
      s0 = f64x2.add(s0, v128.load(p));
      s1 = f64x2.add(s1, v128.load(p, 16));
      s2 = f64x2.add(s2, v128.load(p, 32));
      s3 = f64x2.add(s3, v128.load(p, 48));
    }
    v128.store(out, s0);
    v128.store(out, s1, 16);
    v128.store(out, s2, 32);
    v128.store(out, s3, 48);
    source += 64;
    out += 64;
  }
  for (; i < end; i++) {
    let p = source;
    let sum = load<f64>(p);
    for (let c = 1; c < count; c++) {
      p += stride;
      sum += load<f64>(p);
    }
    store<f64>(out, sum);
    source += 8;
    out += 8;
  }
}

/** out[i] = x[i]/divisor: a mean from a sum. */
export function divide(length: i32, x: usize, divisor: f64, out: usize): void {
  for (let i = 0; i < length; i++) {
    store<f64>(out, load<f64>(x) / divisor);
    x += 8;
    out += 8;
  }
}

/** out[i] = x[i]·y[i]: γ·s. */
export function multiply(length: i32, x: usize, y: usize, out: usize): void {
  for (let i = 0; i < length; i++) {
    store<f64>(out, load<f64>(x) * load<f64>(y));
    x += 8;
    y += 8;
    out += 8;
  }
}

/** s = 1/√(σ² + ε). */
export function inverseDeviation(length: i32, variance: usize, epsilon: f64, out: usize): void {
  for (let i = 0; i < length; i++) {
    store<f64>(out, 1 / Math.sqrt(load<f64>(variance) + epsilon));
    variance += 8;
    out += 8;
  }
}

/** R{γ·s} = V_γ·s − γ·s²·c. */
export function tangentScale(
  length: i32, vGamma: usize, inverseDeviation: usize, gamma: usize, correlation: usize, out: usize,
): void {
  for (let i = 0; i < length; i++) {
    const s = load<f64>(inverseDeviation);
    store<f64>(out, load<f64>(vGamma) * s - load<f64>(gamma) * s * s * load<f64>(correlation));
    vGamma += 8;
    inverseDeviation += 8;
    gamma += 8;
    correlation += 8;
    out += 8;
  }
}
