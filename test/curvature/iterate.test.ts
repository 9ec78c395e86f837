/** The plane of two iterates against the 2 × 2 problem by hand; it alone can catch a magnified rounding error. */
import { describe, expect, it } from 'vitest';
import { iterate, planeIterates } from '../../src/curvature/iterate.ts';

const at = (a: number, b: number, diagonal: readonly number[]) => {
  const length = Math.sqrt(a * a + b * b);
  const vector = Float64Array.of(a / length, b / length, 0);
  return iterate(
    vector,
    vector.map((entry, i) => entry * diagonal[i]!),
  );
};

describe('planeIterates', () => {
  it('tells λ from −λ, which the iterates mix for ever', () => {
    const diagonal = [1, -1, 0];
    const found = planeIterates(at(3, 4, diagonal), at(3, -4, diagonal));
    const values = found.map(({ value }) => value).sort((x, y) => x - y);
    // A few operations on numbers of order one.
    expect(values[0]).toBeCloseTo(-1, 14);
    expect(values[1]).toBeCloseTo(1, 14);
    for (const { residual } of found) expect(residual).toBeLessThan(1e-14);
  });

  it('keeps a basis that already diagonalises', () => {
    const diagonal = [5, 2, 0];
    const values = planeIterates(at(1, 0, diagonal), at(0, 1, diagonal)).map(({ value }) => value);
    expect(values.sort()).toEqual([2, 5]);
  });

  it('leaves out combinations that would magnify rounding, and all of them for the same vector twice', () => {
    const diagonal = [5, 4, 0];
    const close = planeIterates(at(1, 0, diagonal), at(1, 1e-4, diagonal));
    expect(close.map(({ value }) => value)).toEqual([5]);
    expect(planeIterates(at(1, 2, diagonal), at(1, 2, diagonal))).toEqual([]);
  });
});
