import { RELU, SIGMOID, TANH } from './activations';
import { add, FEATURE, greater, loadScalar, mul, multiplyAdd, SINGLE, splat, sub } from './lanes';

/**
 * The products that run along features, of one block of rows:
 *
 *     sum[j][row] = Σₖ W₁[k][j]·x₁[k][row] + Σₖ W₂[k][j]·x₂[k][row]
 *
 * with what the formula does to the sum fused into the store. W comes packed (`packing.ts`): panels [k][4] for
 * each four features j, then one column [k] for each of the features left over. The second product is left out
 * with inner2 = 0. Tiles of 4 features × 4 rows keep eight accumulators in registers; the loops are not unrolled
 * by hand, which V8 does better. With FMA they run at the rate of the processor's two multipliers, at width 128 as at
 * 32: strips of 16 rows, for which two blocks of 128 features stay in the first-level cache, gained nothing.
 */

// What becomes of the sum.
const AFFINE = 0;
const TANGENT = 1;
const PULLBACK = 2;
const TANGENT_PULLBACK = 3;
const SLOPED_PULLBACK = 4;
// The same, with the slope from the activation's value.
const THROUGH_RELU = 5;
const THROUGH_SIGMOID = 6;
const THROUGH_TANH = 7;

/** Bytes of one row of a panel. */
const PANEL: usize = 4 * ELEMENT;

/** A weight of a panel's row, in every lane. An offset is a literal, for it to become part of the instruction. */
// @ts-ignore: decorator
@inline
function loadWeight(w: usize, column: i32): v128 {
  if (column == 0) return SINGLE ? v128.load32_splat(w) : v128.load64_splat(w);
  if (column == 1) return SINGLE ? v128.load32_splat(w, 4) : v128.load64_splat(w, 8);
  if (column == 2) return SINGLE ? v128.load32_splat(w, 8) : v128.load64_splat(w, 16);
  return SINGLE ? v128.load32_splat(w, 12) : v128.load64_splat(w, 24);
}

// @ts-ignore: decorator
@inline
function finish(
  epilogue: i32, sum: v128, bias: v128, offset: usize, slope: usize, bend: usize, tangent: usize,
): v128 {
  if (epilogue == AFFINE) return add(sum, bias);
  if (epilogue == TANGENT) return mul(add(sum, bias), v128.load(slope + offset));
  if (epilogue == PULLBACK) return sum;
  if (epilogue >= THROUGH_RELU) {
    const a = v128.load(slope + offset);
    const one = splat(1);
    if (epilogue == THROUGH_RELU) return mul(v128.and(greater(a, splat(0)), one), sum);
    if (epilogue == THROUGH_SIGMOID) return mul(mul(a, sub(one, a)), sum);
    return mul(sub(one, mul(a, a)), sum);
  }
  const sloped = mul(sum, v128.load(slope + offset));
  if (epilogue == SLOPED_PULLBACK) return sloped;
  return multiplyAdd(v128.load(bend + offset), v128.load(tangent + offset), sloped);
}

// @ts-ignore: decorator
@inline
function product(
  epilogue: i32, features: i32,
  inner1: i32, w1: usize, x1: usize,
  inner2: i32, w2: usize, x2: usize,
  out: usize, bias: usize, slope: usize, bend: usize, tangent: usize,
): void {
  const hasBias = epilogue == AFFINE || epilogue == TANGENT;
  const zero = splat(0);
  const panel1 = <usize>inner1 * PANEL;
  const panel2 = <usize>inner2 * PANEL;
  let offset: usize = 0;
  let j = 0;
  for (; j + 4 <= features; j += 4) {
    for (let row: usize = 0; row < FEATURE; row += 32) {
      let c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero, c30 = zero, c31 = zero;
      let w = w1, x = x1 + row, end = w1 + panel1, second = inner2;
      while (true) {
        do {
          const b0 = v128.load(x), b1 = v128.load(x, 16);
          let a = loadWeight(w, 0);
          c00 = multiplyAdd(a, b0, c00); c01 = multiplyAdd(a, b1, c01);
          a = loadWeight(w, 1);
          c10 = multiplyAdd(a, b0, c10); c11 = multiplyAdd(a, b1, c11);
          a = loadWeight(w, 2);
          c20 = multiplyAdd(a, b0, c20); c21 = multiplyAdd(a, b1, c21);
          a = loadWeight(w, 3);
          c30 = multiplyAdd(a, b0, c30); c31 = multiplyAdd(a, b1, c31);
          x += FEATURE;
          w += PANEL;
        } while (w < end);
        if (second == 0) break;
        second = 0;
        w = w2;
        x = x2 + row;
        end = w2 + panel2;
      }
      let at = offset + row;
      let b = hasBias ? loadScalar(bias) : zero;
      v128.store(out + at, finish(epilogue, c00, b, at, slope, bend, tangent));
      v128.store(out + at + 16, finish(epilogue, c01, b, at + 16, slope, bend, tangent));
      at += FEATURE;
      b = hasBias ? loadScalar(bias + 8) : zero;
      v128.store(out + at, finish(epilogue, c10, b, at, slope, bend, tangent));
      v128.store(out + at + 16, finish(epilogue, c11, b, at + 16, slope, bend, tangent));
      at += FEATURE;
      b = hasBias ? loadScalar(bias + 16) : zero;
      v128.store(out + at, finish(epilogue, c20, b, at, slope, bend, tangent));
      v128.store(out + at + 16, finish(epilogue, c21, b, at + 16, slope, bend, tangent));
      at += FEATURE;
      b = hasBias ? loadScalar(bias + 24) : zero;
      v128.store(out + at, finish(epilogue, c30, b, at, slope, bend, tangent));
      v128.store(out + at + 16, finish(epilogue, c31, b, at + 16, slope, bend, tangent));
    }
    w1 += panel1;
    w2 += panel2;
    offset += 4 * FEATURE;
    if (hasBias) bias += 32;
  }
  // The features left over, each with tiles of 16 rows.
  for (; j < features; j++) {
    for (let row: usize = 0; row < FEATURE; row += 128) {
      let c0 = zero, c1 = zero, c2 = zero, c3 = zero, c4 = zero, c5 = zero, c6 = zero, c7 = zero;
      let w = w1, x = x1 + row, end = w1 + (panel1 >> 2), second = inner2;
      while (true) {
        do {
          const a = loadWeight(w, 0);
          c0 = multiplyAdd(a, v128.load(x), c0); c1 = multiplyAdd(a, v128.load(x, 16), c1);
          c2 = multiplyAdd(a, v128.load(x, 32), c2); c3 = multiplyAdd(a, v128.load(x, 48), c3);
          c4 = multiplyAdd(a, v128.load(x, 64), c4); c5 = multiplyAdd(a, v128.load(x, 80), c5);
          c6 = multiplyAdd(a, v128.load(x, 96), c6); c7 = multiplyAdd(a, v128.load(x, 112), c7);
          x += FEATURE;
          w += ELEMENT;
        } while (w < end);
        if (second == 0) break;
        second = 0;
        w = w2;
        x = x2 + row;
        end = w2 + (panel2 >> 2);
      }
      const at = offset + row;
      const b = hasBias ? loadScalar(bias) : zero;
      v128.store(out + at, finish(epilogue, c0, b, at, slope, bend, tangent));
      v128.store(out + at + 16, finish(epilogue, c1, b, at + 16, slope, bend, tangent));
      v128.store(out + at + 32, finish(epilogue, c2, b, at + 32, slope, bend, tangent));
      v128.store(out + at + 48, finish(epilogue, c3, b, at + 48, slope, bend, tangent));
      v128.store(out + at + 64, finish(epilogue, c4, b, at + 64, slope, bend, tangent));
      v128.store(out + at + 80, finish(epilogue, c5, b, at + 80, slope, bend, tangent));
      v128.store(out + at + 96, finish(epilogue, c6, b, at + 96, slope, bend, tangent));
      v128.store(out + at + 112, finish(epilogue, c7, b, at + 112, slope, bend, tangent));
    }
    w1 += panel1 >> 2;
    w2 += panel2 >> 2;
    offset += FEATURE;
    if (hasBias) bias += 8;
  }
}

/** z = a₋₁·W + b, and R{z} = a₋₁·V_W + R{a₋₁}·W + V_b: the sum + bias. */
export function affine(
  features: i32, inner1: i32, w1: usize, x1: usize, inner2: i32, w2: usize, x2: usize, bias: usize, out: usize,
): void {
  product(AFFINE, features, inner1, w1, x1, inner2, w2, x2, out, bias, 0, 0, 0);
}

/** R{a} = φ'·R{z}: (sum + bias)·slope. */
export function tangent(
  features: i32, inner1: i32, w1: usize, x1: usize, inner2: i32, w2: usize, x2: usize, bias: usize, slope: usize,
  out: usize,
): void {
  product(TANGENT, features, inner1, w1, x1, inner2, w2, x2, out, bias, slope, 0, 0);
}

/** ∂L/∂a = δ₊₁·W₊₁ᵀ: the first sum alone. */
export function pullback(features: i32, inner: i32, w: usize, x: usize, out: usize): void {
  product(PULLBACK, features, inner, w, x, 0, 0, 0, out, 0, 0, 0, 0);
}

/** R{∂L/∂y} = φ'·(R{δ₊₁}·W₊₁ᵀ + δ₊₁·V_W₊₁ᵀ) + bend·R{a}: sum·slope + bend·tangent. */
export function tangentPullback(
  features: i32, inner1: i32, w1: usize, x1: usize, inner2: i32, w2: usize, x2: usize, slope: usize, bend: usize,
  tangent: usize, out: usize,
): void {
  product(TANGENT_PULLBACK, features, inner1, w1, x1, inner2, w2, x2, out, 0, slope, bend, tangent);
}

/** φ'·(δ₊₁·W₊₁ᵀ), without the terms of second derivatives: the first sum·slope. */
export function slopedPullback(features: i32, inner: i32, w: usize, x: usize, slope: usize, out: usize): void {
  product(SLOPED_PULLBACK, features, inner, w, x, 0, 0, 0, out, 0, slope, 0, 0);
}

/** ∂L/∂y = φ'(a)·(δ₊₁·W₊₁ᵀ), the formulas of `activations.ts`: where nobody asks for φ' itself. */
export function pullbackThrough(
  kind: i32, features: i32, inner: i32, w: usize, x: usize, a: usize, out: usize,
): void {
  if (kind == TANH) product(THROUGH_TANH, features, inner, w, x, 0, 0, 0, out, 0, a, 0, 0);
  else if (kind == SIGMOID) product(THROUGH_SIGMOID, features, inner, w, x, 0, 0, 0, out, 0, a, 0, 0);
  else if (kind == RELU) product(THROUGH_RELU, features, inner, w, x, 0, 0, 0, out, 0, a, 0, 0);
  else product(PULLBACK, features, inner, w, x, 0, 0, 0, out, 0, 0, 0, 0);
}
