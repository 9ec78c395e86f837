import { add, addLanes, FEATURE, multiplyAdd, splat } from './lanes';

/** sums[j] += Σ over the rows of x[j]: a bias' gradient, a mean. */
export function addSums(features: i32, x: usize, sums: usize): void {
  for (let j = 0; j < features; j++) {
    let sum = splat(0);
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
