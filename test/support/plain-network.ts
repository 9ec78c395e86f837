import type { Rows } from '../curvature/matrices.ts';

/** Outputs of a network as a function of its flat parameters, in plain float64. */
export type PlainNetwork = (parameters: Float64Array) => number[];

/** Step of central differences of a first derivative: the cube root of 2.2e-16, where both errors are least. */
const STEP = 6e-6;
/** Step of second differences: the fourth root of 2.2e-16. */
const SECOND_STEP = 1.2e-4;

/** J [outputs, parameters] by central differences, right to about 1e-10 for nets of order one. */
export function jacobian(network: PlainNetwork, at: Float64Array): number[][] {
  const columns = Array.from(at, (_, i) => {
    const [plus, minus] = [network(moved(at, i, STEP)), network(moved(at, i, -STEP))];
    return plus.map((output, k) => (output - minus[k]!) / (2 * STEP));
  });
  return columns[0]!.map((_, k) => columns.map((column) => column[k]!));
}

/** JᵀSJ for a symmetric S [outputs, outputs]. */
export function sandwich(j: readonly number[][], s: readonly (readonly number[])[]): Rows {
  const parameters = j[0]!.length;
  const sj = s.map((row) => {
    const sums = new Float64Array(parameters);
    for (const [l, entry] of row.entries()) {
      if (entry !== 0) for (let p = 0; p < parameters; p++) sums[p]! += entry * j[l]![p]!;
    }
    return sums;
  });
  return Array.from({ length: parameters }, (_, p) => {
    const row = new Float64Array(parameters);
    for (const [k, sums] of sj.entries())
      for (let q = 0; q < parameters; q++) row[q]! += j[k]![p]! * sums[q]!;
    return row;
  });
}

/** factor·I. */
export const identity = (size: number, factor: number) =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? factor : 0)));

/** diag(p) − ppᵀ of each row over the number of rows: the Hessian of the mean softmax cross-entropy in the logits. */
export function softmaxHessian(logits: readonly number[], classes: number): number[][] {
  const rows = logits.length / classes;
  const s = identity(logits.length, 0);
  for (let r = 0; r < rows; r++) {
    const powers = logits.slice(r * classes, (r + 1) * classes).map(Math.exp);
    const total = powers.reduce((sum, power) => sum + power, 0);
    for (let k = 0; k < classes; k++) {
      for (let l = 0; l < classes; l++) {
        const p = powers[k]! / total;
        const q = powers[l]! / total;
        s[r * classes + k]![r * classes + l] = ((k === l ? p : 0) - p * q) / rows;
      }
    }
  }
  return s;
}

/** The gradient by central differences of the loss. */
export function gradientByDifferences(
  loss: (parameters: Float64Array) => number,
  at: Float64Array,
): Float64Array {
  return at.map((_, i) => (loss(moved(at, i, STEP)) - loss(moved(at, i, -STEP))) / (2 * STEP));
}

/** The Hessian by second differences of the loss, right to about 1e-7 for losses of order one. */
export function hessianByDifferences(loss: (parameters: Float64Array) => number, at: Float64Array): Rows {
  const h = SECOND_STEP;
  const rows = Array.from(at, () => new Float64Array(at.length));
  for (let i = 0; i < at.length; i++) {
    for (let j = 0; j <= i; j++) {
      const corner = (a: number, b: number) => loss(moved(moved(at, i, a * h), j, b * h));
      const entry = (corner(1, 1) - corner(1, -1) - corner(-1, 1) + corner(-1, -1)) / (4 * h * h);
      rows[i]![j] = entry;
      rows[j]![i] = entry;
    }
  }
  return rows;
}

function moved(at: Float64Array, i: number, step: number): Float64Array {
  const there = at.slice();
  there[i]! += step;
  return there;
}
