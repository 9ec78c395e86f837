import * as opcodes from './assembly/opcodes.ts';
import type { Argument } from './place.ts';

/**
 * The steps that a program is made of, as `assembly/interpreter.ts` calls the kernel's functions; their formulas
 * stand there, in the files named. Arguments are numbers or addresses in bytes, of blocks [features][32] or of
 * vectors.
 */
export interface Operations {
  // products.ts
  affine(
    features: number,
    inner1: number,
    w1: Argument,
    x1: Argument,
    inner2: number,
    w2: Argument,
    x2: Argument,
    bias: Argument,
    out: Argument,
  ): void;
  tangent(
    features: number,
    inner1: number,
    w1: Argument,
    x1: Argument,
    inner2: number,
    w2: Argument,
    x2: Argument,
    bias: Argument,
    slope: Argument,
    out: Argument,
  ): void;
  pullback(features: number, inner: number, w: Argument, x: Argument, out: Argument): void;
  pullbackThrough(
    kind: number,
    features: number,
    inner: number,
    w: Argument,
    x: Argument,
    a: Argument,
    out: Argument,
  ): void;
  tangentPullback(
    features: number,
    inner1: number,
    w1: Argument,
    x1: Argument,
    inner2: number,
    w2: Argument,
    x2: Argument,
    slope: Argument,
    bend: Argument,
    tangent: Argument,
    out: Argument,
  ): void;
  slopedPullback(
    features: number,
    inner: number,
    w: Argument,
    x: Argument,
    slope: Argument,
    out: Argument,
  ): void;
  // weight-gradient.ts; `pair` is 0 or 1
  weightGradient(
    inputs: number,
    units: number,
    pair: number,
    a1: Argument,
    d1: Argument,
    a2: Argument,
    d2: Argument,
    c: Argument,
  ): void;
  // activations.ts
  activate(kind: number, features: number, z: Argument): void;
  differentiate(
    kind: number,
    features: number,
    a: Argument,
    delta: Argument,
    slope: Argument,
    bend: Argument,
  ): void;
  // output.ts; the factor is read from memory, and the last block takes the mask of its own
  residual(
    outputs: number,
    factor: Argument,
    mask: Argument,
    lastMask: Argument,
    predictions: Argument,
    targets: Argument,
    delta: Argument,
    loss: Argument,
  ): void;
  tangentResidual(
    outputs: number,
    factor: Argument,
    mask: Argument,
    lastMask: Argument,
    tangent: Argument,
  ): void;
  // sums.ts; clearPadding does nothing but on the last block
  addSums(features: number, x: Argument, sums: Argument): void;
  addDots(features: number, x: Argument, y: Argument, sums: Argument): void;
  clearPadding(features: number, rows: number, x: Argument): void;
  // batch-norm.ts
  center(features: number, mean: Argument, z: Argument): void;
  normalize(
    features: number,
    inverseDeviation: Argument,
    gamma: Argument,
    beta: Argument,
    z: Argument,
    normalized: Argument,
  ): void;
  normalizeBackward(
    features: number,
    meanBeta: Argument,
    meanGamma: Argument,
    scale: Argument,
    normalized: Argument,
    upstream: Argument,
    projected: Argument,
    delta: Argument,
  ): void;
  tangentNormalize(
    features: number,
    correlation: Argument,
    inverseDeviation: Argument,
    gamma: Argument,
    vGamma: Argument,
    vBeta: Argument,
    normalized: Argument,
    slope: Argument,
    z: Argument,
    out: Argument,
  ): void;
  tangentNormalizeBackward(
    features: number,
    rMeanBeta: Argument,
    rMeanGamma: Argument,
    meanGamma: Argument,
    rScale: Argument,
    scale: Argument,
    normalized: Argument,
    rNormalized: Argument,
    projected: Argument,
    delta: Argument,
  ): void;
  // packing.ts
  pack(
    features: number,
    inner: number,
    source: Argument,
    featureStride: number,
    innerStride: number,
    out: Argument,
  ): void;
  // vectors.ts; divisor and epsilon are read from memory
  clear(bytes: number, x: Argument): void;
  addChunks(
    length: number,
    sliceLength: number,
    slice: Argument,
    count: number,
    source: Argument,
    stride: number,
    out: Argument,
  ): void;
  divide(length: number, x: Argument, divisor: Argument, out: Argument): void;
  multiply(length: number, x: Argument, y: Argument, out: Argument): void;
  inverseDeviation(length: number, variance: Argument, epsilon: Argument, out: Argument): void;
  tangentScale(
    length: number,
    vGamma: Argument,
    inverseDeviation: Argument,
    gamma: Argument,
    correlation: Argument,
    out: Argument,
  ): void;
}

/** The opcode of each step. */
export const OPCODES: Record<keyof Operations, number> = {
  affine: opcodes.AFFINE,
  tangent: opcodes.TANGENT,
  pullback: opcodes.PULLBACK,
  pullbackThrough: opcodes.PULLBACK_THROUGH,
  tangentPullback: opcodes.TANGENT_PULLBACK,
  slopedPullback: opcodes.SLOPED_PULLBACK,
  weightGradient: opcodes.WEIGHT_GRADIENT,
  activate: opcodes.ACTIVATE,
  differentiate: opcodes.DIFFERENTIATE,
  residual: opcodes.RESIDUAL,
  tangentResidual: opcodes.TANGENT_RESIDUAL,
  addSums: opcodes.ADD_SUMS,
  addDots: opcodes.ADD_DOTS,
  clearPadding: opcodes.CLEAR_PADDING,
  center: opcodes.CENTER,
  normalize: opcodes.NORMALIZE,
  normalizeBackward: opcodes.NORMALIZE_BACKWARD,
  tangentNormalize: opcodes.TANGENT_NORMALIZE,
  tangentNormalizeBackward: opcodes.TANGENT_NORMALIZE_BACKWARD,
  pack: opcodes.PACK,
  clear: opcodes.CLEAR,
  addChunks: opcodes.ADD_CHUNKS,
  divide: opcodes.DIVIDE,
  multiply: opcodes.MULTIPLY,
  inverseDeviation: opcodes.INVERSE_DEVIATION,
  tangentScale: opcodes.TANGENT_SCALE,
};
