/**
 * The entry points of the compiled kernel, as `assembly/index.ts` exports them; their formulas stand there. Each
 * works on one block of 32 rows, [features][32]. Addresses are in bytes; `pair` is 0 or 1.
 */
export interface KernelExports {
  affine(
    features: number,
    inner1: number,
    w1: number,
    x1: number,
    inner2: number,
    w2: number,
    x2: number,
    bias: number,
    out: number,
  ): void;
  tangent(
    features: number,
    inner1: number,
    w1: number,
    x1: number,
    inner2: number,
    w2: number,
    x2: number,
    bias: number,
    slope: number,
    out: number,
  ): void;
  pullback(features: number, inner: number, w: number, x: number, out: number): void;
  tangentPullback(
    features: number,
    inner1: number,
    w1: number,
    x1: number,
    inner2: number,
    w2: number,
    x2: number,
    slope: number,
    bend: number,
    tangent: number,
    out: number,
  ): void;
  weightGradient(
    inputs: number,
    units: number,
    pair: number,
    a1: number,
    d1: number,
    a2: number,
    d2: number,
    c: number,
  ): void;
  activate(kind: number, features: number, z: number): void;
  differentiate(kind: number, features: number, a: number, delta: number, slope: number, bend: number): void;
  residual(
    outputs: number,
    factor: number,
    mask: number,
    predictions: number,
    targets: number,
    delta: number,
    loss: number,
  ): void;
  tangentResidual(outputs: number, factor: number, mask: number, tangent: number): void;
  addSums(features: number, x: number, sums: number): void;
  addDots(features: number, x: number, y: number, sums: number): void;
  clearPadding(features: number, rows: number, x: number): void;
  center(features: number, mean: number, z: number): void;
  normalize(
    features: number,
    inverseDeviation: number,
    gamma: number,
    beta: number,
    z: number,
    normalized: number,
  ): void;
  normalizeBackward(
    features: number,
    meanBeta: number,
    meanGamma: number,
    scale: number,
    normalized: number,
    upstream: number,
    projected: number,
    delta: number,
  ): void;
  tangentNormalize(
    features: number,
    correlation: number,
    inverseDeviation: number,
    gamma: number,
    vGamma: number,
    vBeta: number,
    normalized: number,
    slope: number,
    z: number,
    out: number,
  ): void;
  tangentNormalizeBackward(
    features: number,
    rMeanBeta: number,
    rMeanGamma: number,
    meanGamma: number,
    rScale: number,
    scale: number,
    normalized: number,
    rNormalized: number,
    projected: number,
    delta: number,
  ): void;
  pack(
    features: number,
    inner: number,
    source: number,
    featureStride: number,
    innerStride: number,
    out: number,
  ): void;
}
