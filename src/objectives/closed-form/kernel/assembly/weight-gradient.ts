import { FEATURE, multiplyAdd, splat, sumsOfTwo } from './lanes';

/**
 * The products that run along rows, a₋₁ᵀ·δ: both factors lie along the rows of a block, so each entry is a dot
 * product of 32 numbers. Tiles of 4 inputs × 2 units share their loads.
 */

/** One tile of `rows` × `columns` entries of c, whose rows lie `stride` bytes apart. */
// @ts-ignore: decorator
@inline
function tile(
  rows: i32, columns: i32, pair: bool, a1: usize, d1: usize, a2: usize, d2: usize, c: usize, stride: usize,
): void {
  const zero = splat(0);
  let c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero, c30 = zero, c31 = zero;
  let a = a1, d = d1, end = a1 + FEATURE, second = pair;
  while (true) {
    do {
      const b0 = v128.load(d);
      const b1 = columns == 2 ? v128.load(d, FEATURE) : zero;
      let x = v128.load(a);
      c00 = multiplyAdd(x, b0, c00);
      if (columns == 2) c01 = multiplyAdd(x, b1, c01);
      if (rows == 4) {
        x = v128.load(a, FEATURE);
        c10 = multiplyAdd(x, b0, c10);
        if (columns == 2) c11 = multiplyAdd(x, b1, c11);
        x = v128.load(a, 2 * FEATURE);
        c20 = multiplyAdd(x, b0, c20);
        if (columns == 2) c21 = multiplyAdd(x, b1, c21);
        x = v128.load(a, 3 * FEATURE);
        c30 = multiplyAdd(x, b0, c30);
        if (columns == 2) c31 = multiplyAdd(x, b1, c31);
      }
      a += 16;
      d += 16;
    } while (a < end);
    if (!second) break;
    second = false;
    a = a2;
    d = d2;
    end = a2 + FEATURE;
  }
  addEntries(columns, c, c00, c01);
  if (rows == 4) {
    addEntries(columns, c + stride, c10, c11);
    addEntries(columns, c + 2 * stride, c20, c21);
    addEntries(columns, c + 3 * stride, c30, c31);
  }
}

// @ts-ignore: decorator
@inline
function addEntries(columns: i32, c: usize, x: v128, y: v128): void {
  const sums = sumsOfTwo(x, y);
  if (columns == 2) v128.store(c, f64x2.add(v128.load(c), sums));
  else store<f64>(c, load<f64>(c) + f64x2.extract_lane(sums, 0));
}

/**
 * C[i][j] += Σ over the rows of a1[i]·d1[j], plus those of a2[i]·d2[j] where `pair`; C is row-major
 * [inputs, units], as the kernel in a flat gradient. (H·v)_W is such a pair, R{a₋₁}ᵀ·δ + a₋₁ᵀ·R{δ}.
 */
export function weightGradient(
  inputs: i32, units: i32, pair: bool, a1: usize, d1: usize, a2: usize, d2: usize, c: usize,
): void {
  const stride = <usize>units << 3;
  let i = 0;
  for (; i + 4 <= inputs; i += 4) {
    let e1 = d1, e2 = d2, entry = c, j = 0;
    for (; j + 2 <= units; j += 2) {
      tile(4, 2, pair, a1, e1, a2, e2, entry, stride);
      e1 += 2 * FEATURE;
      e2 += 2 * FEATURE;
      entry += 16;
    }
    if (j < units) tile(4, 1, pair, a1, e1, a2, e2, entry, stride);
    a1 += 4 * FEATURE;
    a2 += 4 * FEATURE;
    c += stride << 2;
  }
  for (; i < inputs; i++) {
    let e1 = d1, e2 = d2, entry = c, j = 0;
    for (; j + 2 <= units; j += 2) {
      tile(1, 2, pair, a1, e1, a2, e2, entry, stride);
      e1 += 2 * FEATURE;
      e2 += 2 * FEATURE;
      entry += 16;
    }
    if (j < units) tile(1, 1, pair, a1, e1, a2, e2, entry, stride);
    a1 += FEATURE;
    a2 += FEATURE;
    c += stride;
  }
}
