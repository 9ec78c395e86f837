import { addLanes, FEATURE, mul, multiplyAdd, splat, sub } from './lanes';

/**
 * The mean squared error at the output layer: e = (ŷ − target)·mask, loss += Σ e², δ = factor·e, with
 * factor = 2/(n·K) and a mask [32] of ones, zeros for rows that only fill up the last block.
 */
export function residual(
  outputs: i32, factor: f64, mask: usize, predictions: usize, targets: usize, delta: usize, loss: usize,
): void {
  const scale = splat(factor);
  let sum = splat(0);
  for (let k = 0; k < outputs; k++) {
    for (let row: usize = 0; row < FEATURE; row += 16) {
      const difference = sub(v128.load(predictions + row), v128.load(targets + row));
      const e = mul(difference, v128.load(mask + row));
      sum = multiplyAdd(e, e, sum);
      v128.store(delta + row, mul(e, scale));
    }
    predictions += FEATURE;
    targets += FEATURE;
    delta += FEATURE;
  }
  addLanes(loss, sum);
}

/** R{δ} = factor·R{ŷ}·mask, in place. */
export function tangentResidual(outputs: i32, factor: f64, mask: usize, tangent: usize): void {
  const scale = splat(factor);
  for (let k = 0; k < outputs; k++) {
    for (let row: usize = 0; row < FEATURE; row += 16) {
      const masked = mul(v128.load(tangent + row), v128.load(mask + row));
      v128.store(tangent + row, mul(masked, scale));
    }
    tangent += FEATURE;
  }
}
