/**
 * Shares known by construction. It alone can catch: parallel vectors counted twice, and shares of a gradient that is
 * zero, tiny, huge or not finite.
 */
import { describe, expect, it } from 'vitest';
import { gradientAlignment } from '../../../src/curvature/local-model/gradient-alignment.ts';
import { randomStream, randomUnitVector } from '../../../src/numerics/random.ts';

const vector = (...entries: number[]) => ({ vector: Float64Array.from(entries) });
const ROUNDING = 1e-14;

describe('the share of the gradient in the space of some eigenvectors', () => {
  it('is the part of its squared length there, each vector with its own', () => {
    const { share, contributions, chance, note } = gradientAlignment(Float64Array.of(3, 0, 4, 12), [
      vector(1, 0, 0, 0),
      vector(0, 0, 2, 0),
    ]);
    expect(share).toBeCloseTo(25 / 169, 14);
    expect(contributions[0]).toBeCloseTo(9 / 169, 14);
    expect(contributions[1]).toBeCloseTo(16 / 169, 14);
    expect({ chance, note }).toEqual({ chance: 0.5, note: '' });
  });

  it('counts no direction twice, however nearly parallel the vectors are', () => {
    const nearly = gradientAlignment(Float64Array.of(1, 1, 1), [
      vector(1, 0, 0),
      vector(1, 1e-4, 0),
      vector(1, 0, 0),
    ]);
    expect(nearly.share).toBeCloseTo(2 / 3, 10);
    expect(nearly.chance).toBeCloseTo(2 / 3, 14);
  });

  it('is one for a complete basis and zero for none', () => {
    const random = randomStream(1, 'test');
    const gradient = randomUnitVector(random, 5);
    const basis = Array.from({ length: 5 }, () => ({ vector: randomUnitVector(random, 5) }));
    expect(Math.abs(gradientAlignment(gradient, basis).share! - 1)).toBeLessThan(ROUNDING);
    expect(gradientAlignment(gradient, [])).toMatchObject({ share: 0, contributions: [], chance: 0 });
  });

  it.each([1e-200, 1e200])('does not depend on the length of the gradient: %d', (length) => {
    expect(gradientAlignment(Float64Array.of(length, length), [vector(1, 0)]).share).toBeCloseTo(0.5, 14);
  });

  it('is undefined for a gradient that is zero or not finite, with the reason', () => {
    expect(gradientAlignment(Float64Array.of(0, 0), [vector(1, 0)])).toMatchObject({
      share: null,
      note: 'zero-gradient',
    });
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(gradientAlignment(Float64Array.of(bad, 0), [vector(1, 0)])).toMatchObject({
        share: null,
        note: 'non-finite',
      });
    }
    expect(gradientAlignment(Float64Array.of(1, 0), [vector(Number.NaN, 0)])).toMatchObject({
      note: 'non-finite',
    });
  });

  it('refuses a vector of another length', () => {
    expect(() => gradientAlignment(Float64Array.of(1, 0), [vector(1)])).toThrow(/eigenvector: expected .* 2/);
  });
});
