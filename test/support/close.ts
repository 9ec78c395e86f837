import { expect } from 'vitest';

/**
 * Expects two vectors to agree within `tolerance` times the largest magnitude in `expected` (or times `scale`).
 * The failure names the worst entry, both values and the absolute and relative difference.
 */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  scale = largestMagnitude(expected),
): void {
  expect(actual.length, 'lengths').toBe(expected.length);
  let worst = 0;
  let difference = 0;
  for (let i = 0; i < expected.length; i++) {
    const here = Math.abs(actual[i]! - expected[i]!);
    if (here <= difference) continue;
    worst = i;
    difference = here;
    // NaN is the worst there is, and no comparison finds it.
    if (Number.isNaN(here)) break;
  }
  if (difference <= tolerance * scale) return;
  expect.fail(
    `entry ${worst} of ${expected.length}: received ${actual[worst]}, expected ${expected[worst]}, ` +
      `difference ${difference}, relative to ${scale}: ${difference / scale}, tolerance ${tolerance}`,
  );
}

/** max |xᵢ|; NaN when an entry is NaN. */
export function largestMagnitude(x: ArrayLike<number>): number {
  return Array.from(x).reduce((largest, entry) => Math.max(largest, Math.abs(entry)), 0);
}
