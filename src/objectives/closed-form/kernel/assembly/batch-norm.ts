import { FEATURE, loadScalar, mul, multiplyAdd, sub } from './lanes';

/**
 * Batch norm on one block of rows; all other arguments are vectors [units], one number for each feature. The sums
 * over the batch between these steps are taken with `sums.ts` and finished by the host.
 */

/** z̃ = z − μ in place, also of R{z}. */
export function center(features: i32, mean: usize, z: usize): void {
  for (let j = 0; j < features; j++) {
    const mu = loadScalar(mean);
    const end = z + FEATURE;
    for (; z < end; z += 16) v128.store(z, sub(v128.load(z), mu));
    mean += 8;
  }
}

/** x̂ = s·z̃ into `normalized` and y = γ·x̂ + β in place of z̃. */
export function normalize(
  features: i32, inverseDeviation: usize, gamma: usize, beta: usize, z: usize, normalized: usize,
): void {
  for (let j = 0; j < features; j++) {
    const s = loadScalar(inverseDeviation);
    const g = loadScalar(gamma);
    const b = loadScalar(beta);
    for (let row: usize = 0; row < FEATURE; row += 16) {
      const x = mul(v128.load(z + row), s);
      v128.store(normalized + row, x);
      v128.store(z + row, multiplyAdd(g, x, b));
    }
    z += FEATURE;
    normalized += FEATURE;
    inverseDeviation += 8;
    gamma += 8;
    beta += 8;
  }
}

/** t = ∂L/∂y − (∂L/∂β + ∂L/∂γ·x̂)/n, whose means come as vectors, and δ = γ·s·t with `scale` = γ·s. */
export function normalizeBackward(
  features: i32, meanBeta: usize, meanGamma: usize, scale: usize,
  normalized: usize, upstream: usize, projected: usize, delta: usize,
): void {
  for (let j = 0; j < features; j++) {
    const b = loadScalar(meanBeta);
    const g = loadScalar(meanGamma);
    const factor = loadScalar(scale);
    for (let row: usize = 0; row < FEATURE; row += 16) {
      const t = sub(v128.load(upstream + row), multiplyAdd(g, v128.load(normalized + row), b));
      v128.store(projected + row, t);
      v128.store(delta + row, mul(factor, t));
    }
    normalized += FEATURE;
    upstream += FEATURE;
    projected += FEATURE;
    delta += FEATURE;
    meanBeta += 8;
    meanGamma += 8;
    scale += 8;
  }
}

/**
 * R{x̂} = s·(z̃ − c·x̂) in place of z̃ (that of R{z}), and R{a} = φ'·(V_γ·x̂ + γ·R{x̂} + V_β).
 */
export function tangentNormalize(
  features: i32, correlation: usize, inverseDeviation: usize, gamma: usize, vGamma: usize, vBeta: usize,
  normalized: usize, slope: usize, z: usize, out: usize,
): void {
  for (let j = 0; j < features; j++) {
    const c = loadScalar(correlation);
    const s = loadScalar(inverseDeviation);
    const g = loadScalar(gamma);
    const vg = loadScalar(vGamma);
    const vb = loadScalar(vBeta);
    for (let row: usize = 0; row < FEATURE; row += 16) {
      const x = v128.load(normalized + row);
      const rX = mul(s, sub(v128.load(z + row), mul(c, x)));
      v128.store(z + row, rX);
      const rY = multiplyAdd(vg, x, multiplyAdd(g, rX, vb));
      v128.store(out + row, mul(v128.load(slope + row), rY));
    }
    normalized += FEATURE;
    slope += FEATURE;
    z += FEATURE;
    out += FEATURE;
    correlation += 8;
    inverseDeviation += 8;
    gamma += 8;
    vGamma += 8;
    vBeta += 8;
  }
}

/**
 * R{δ} = rScale·t + scale·(R{∂L/∂y} − (R{∂L/∂β} + R{∂L/∂γ}·x̂ + ∂L/∂γ·R{x̂})/n) in place of R{∂L/∂y}, with
 * scale = γ·s, rScale = R{γ·s} = V_γ·s − γ·s²·c, and the three means as vectors.
 */
export function tangentNormalizeBackward(
  features: i32, rMeanBeta: usize, rMeanGamma: usize, meanGamma: usize, rScale: usize, scale: usize,
  normalized: usize, rNormalized: usize, projected: usize, delta: usize,
): void {
  for (let j = 0; j < features; j++) {
    const rb = loadScalar(rMeanBeta);
    const rg = loadScalar(rMeanGamma);
    const g = loadScalar(meanGamma);
    const rs = loadScalar(rScale);
    const factor = loadScalar(scale);
    for (let row: usize = 0; row < FEATURE; row += 16) {
      const along = multiplyAdd(rg, v128.load(normalized + row), multiplyAdd(g, v128.load(rNormalized + row), rb));
      const rest = mul(factor, sub(v128.load(delta + row), along));
      v128.store(delta + row, multiplyAdd(rs, v128.load(projected + row), rest));
    }
    normalized += FEATURE;
    rNormalized += FEATURE;
    projected += FEATURE;
    delta += FEATURE;
    rMeanBeta += 8;
    rMeanGamma += 8;
    meanGamma += 8;
    rScale += 8;
    scale += 8;
  }
}
