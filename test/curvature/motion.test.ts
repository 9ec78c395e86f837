/** Eigenvectors that drift, swing and jump; it alone can catch a prediction with the wrong sign. */
import { describe, expect, it } from 'vitest';
import { type Motion, nextMotion, predicted } from '../../src/curvature/motion.ts';

const at = (angle: number) => Float64Array.of(Math.cos(angle), Math.sin(angle));
/** The prediction after these angles; a negative sign in `signs` turns the vector round. */
function predictionAfter(angles: readonly number[], signs: readonly number[] = []): Float64Array {
  let motion: Motion | null = null;
  let before: Float64Array | null = null;
  for (const [i, angle] of angles.entries()) {
    const now = at(angle).map((entry) => entry * (signs[i] ?? 1));
    motion = nextMotion(motion, before, now);
    before = now;
  }
  return predicted(before!, motion);
}
const distance = (a: Float64Array, b: Float64Array) => Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!);

describe('predicted', () => {
  it('goes on with a steady drift, to the second order of the step', () => {
    expect(distance(predictionAfter([0, 0.1, 0.2]), at(0.3))).toBeLessThan(0.1 ** 2);
    expect(distance(predictionAfter([0, 0.1, 0.2], [1, -1, 1]), at(0.3))).toBeLessThan(0.1 ** 2);
    expect(distance(predictionAfter([0, 0.1, 0.2], [1, 1, -1]), at(0.3 + Math.PI))).toBeLessThan(0.1 ** 2);
  });

  it('goes back where the vector swings', () => {
    expect(distance(predictionAfter([0, 0.1, 0]), at(0.1))).toBeLessThan(1e-2);
    expect(distance(predictionAfter([0, 0.1, 0, 0.1]), at(0))).toBeLessThan(1e-2);
  });

  it('stays where there is no pattern: at the first step, after a jump, and after no step at all', () => {
    expect(predictionAfter([0, 0.1])).toEqual(at(0.1));
    expect(predictionAfter([0, 0.1, 1.5])).toEqual(at(1.5));
    expect(predictionAfter([0.1, 0.1, 0.1])).toEqual(at(0.1));
  });
});
