/** The picture's lines lie where the function has the values they stand for. */
import { expect, test } from 'vitest';
import { contoursOf } from '../../src/playground/browser/contours.ts';

const [SIZE, REACH] = [61, 3];

/** A function on the grid, row by row from the bottom. */
function gridOf(f: (x: number, y: number) => number) {
  const along = (i: number) => REACH * ((2 * i) / (SIZE - 1) - 1);
  const values = Float64Array.from({ length: SIZE * SIZE }, (_, k) =>
    f(along(k % SIZE), along(Math.floor(k / SIZE))),
  );
  return { size: SIZE, reach: REACH, values };
}

test('lines of a stretched and shifted bowl lie on its ellipses, to the square of the grid', () => {
  const f = (x: number, y: number) => 4 * (x - 0.3) ** 2 + (y + 0.5) ** 2;
  const { levels, range } = contoursOf(gridOf(f));
  expect(levels.length).toBeGreaterThan(10);
  expect(range[0]).toBeLessThan(0.02);
  for (const { level, rings } of levels) {
    for (const ring of rings) {
      for (let i = 0; i < ring.length; i += 2) {
        const [x, y] = [ring[i]!, ring[i + 1]!];
        // Rings close along the border of the grid, half a cell outside the outermost points.
        if (Math.max(Math.abs(x), Math.abs(y)) > REACH - 1e-6) continue;
        // Linear interpolation misses a parabola by up to curvature·h²/8: 4·2·0.1²/8 across.
        expect(Math.abs(f(x, y) - level)).toBeLessThan(0.012);
      }
    }
  }
});

test('what is not finite counts as high, and leaves lines elsewhere', () => {
  const { levels, range } = contoursOf(gridOf((x, y) => (x > 2 ? Number.NaN : x < -2 ? Infinity : x + y)));
  expect(levels.flatMap(({ rings }) => rings.map((ring) => ring.length)).length).toBeGreaterThan(5);
  expect(range[0]).toBeCloseTo(-5, 9);
  expect(levels.every(({ level }) => Number.isFinite(level))).toBe(true);
});

test('a constant has one level and no line within', () => {
  expect(contoursOf(gridOf(() => 1)).levels).toHaveLength(1);
});
