import { add, addLanes, FEATURE, multiplyAdd, splat, sumsOfTwo } from './lanes';

/** sums[j] += Σ over the rows of x[j]: a bias' gradient, a mean. */
export function addSums(features: i32, x: usize, sums: usize): void {
  const zero = splat(0);
  let j = 0;
  // Four at a time take half as long as one: a single sum waits for its last addition.
  for (; j + 4 <= features; j += 4) {
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero;
    const end = x + FEATURE;
    for (; x < end; x += 16) {
      s0 = add(s0, v128.load(x)); s1 = add(s1, v128.load(x, FEATURE));
      s2 = add(s2, v128.load(x, 2 * FEATURE)); s3 = add(s3, v128.load(x, 3 * FEATURE));
    }
    v128.store(sums, f64x2.add(v128.load(sums), sumsOfTwo(s0, s1)));
    v128.store(sums, f64x2.add(v128.load(sums, 16), sumsOfTwo(s2, s3)), 16);
    x += 3 * FEATURE;
    sums += 32;
  }
  for (; j < features; j++) {
    let sum = zero;
    const end = x + FEATURE;
    for (; x < end; x += 16) sum = add(sum, v128.load(x));
    addLanes(sums, sum);
    sums += 8;
  }
}

/** sums[j] += Σ over the rows of x[j]·y[j]: a variance, the gradient of γ. */
export function addDots(features: i32, x: usize, y: usize, sums: usize): void {
  for (let j = 0; j < features; j++) {
    let sum = splat(0);
    const end = x + FEATURE;
    for (; x < end; x += 16) {
      sum = multiplyAdd(v128.load(x), v128.load(y), sum);
      y += 16;
    }
    addLanes(sums, sum);
    sums += 8;
  }
}

/** x[j][row] = 0 for rows from `rows` on, which only fill up the last block. */
export function clearPadding(features: i32, rows: i32, x: usize): void {
  const kept = <usize>rows * ELEMENT;
  for (let j = 0; j < features; j++) {
    memory.fill(x + kept, 0, FEATURE - kept);
    x += FEATURE;
  }
}
