/** How far the loss may rise above its scale before a run counts as diverged. */
const DIVERGENCE_FACTOR = 1000;

/**
 * The train loss above which a run has diverged: 1000 times the larger of the initial loss and the loss of
 * predicting every output's mean. A stable run that overshoots, or an edge-of-stability run that oscillates,
 * stays orders of magnitude below; a run above the stability limit passes it within a few dozen steps. Overflow
 * to Infinity or NaN counts too, but would come hundreds of epochs later in float64.
 *
 * @param targets [rows, outputs] row-major
 */
export function divergenceLoss(initialLoss: number, targets: ArrayLike<number>, outputs: number): number {
  const rows = targets.length / outputs;
  let squared = 0;
  for (let column = 0; column < outputs; column++) {
    let mean = 0;
    for (let row = 0; row < rows; row++) mean += targets[row * outputs + column]! / rows;
    for (let row = 0; row < rows; row++) {
      const difference = targets[row * outputs + column]! - mean;
      squared += difference * difference;
    }
  }
  return DIVERGENCE_FACTOR * Math.max(initialLoss, squared / targets.length);
}

/** Whether a loss (and its gradient's norm) shows divergence. */
export function hasDiverged(loss: number, gradientNorm: number, limit: number): boolean {
  return !(loss <= limit) || !Number.isFinite(gradientNorm);
}
