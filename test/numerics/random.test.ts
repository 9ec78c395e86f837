import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream, randomUnitVector } from '../../src/numerics/random.ts';

describe('a stream', () => {
  it('gives the same numbers for the same seed and name, for ever', () => {
    const draw = (seed: number, name: string) => {
      const stream = randomStream(seed, name);
      return [stream.uniform(), stream.normal(), stream.integer(1000)];
    };
    expect(draw(0, 'split')).toMatchInlineSnapshot(`
      [
        0.41953233883329777,
        1.1776917624016527,
        637,
      ]
    `);
    expect(draw(2 ** 53 - 1, 'split')).toMatchInlineSnapshot(`
      [
        0.49563136523937434,
        1.111879377711561,
        180,
      ]
    `);
    expect(draw(0, 'split')).not.toEqual(draw(0, 'initialization'));
  });

  it('of neighbouring seeds starts with uncorrelated numbers', () => {
    const firsts = Array.from({ length: 4000 }, (_, seed) => randomStream(seed, 'x').uniform() - 0.5);
    const lagged = firsts.slice(1).reduce((sum, value, i) => sum + value * firsts[i]!, 0);
    // Each product has standard deviation 1/12; five standard errors of their mean.
    expect(Math.abs(lagged / 3999)).toBeLessThan((5 / 12) * (1 / Math.sqrt(3999)));
  });

  it('has uniform numbers in [0, 1) and normals of mean 0 and variance 1', () => {
    const stream = randomStream(11, 'moments');
    const count = 40_000;
    const uniforms = Array.from({ length: count }, () => stream.uniform());
    expect(Math.min(...uniforms)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...uniforms)).toBeLessThan(1);
    const normals = Array.from({ length: count }, () => stream.normal());
    const mean = normals.reduce((sum, x) => sum + x, 0) / count;
    const variance = normals.reduce((sum, x) => sum + x * x, 0) / count;
    // Five standard errors: 1/√n for the mean, √(2/n) for the variance.
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(count));
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 53])('refuses the seed %d and names the range', (seed) => {
    expect(() => randomStream(seed, 'x')).toThrow(/integer from 0 to 2\^53 - 1, received/);
  });
});

it('a permutation holds every index once', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.nat(50), (seed, count) => {
      const order = randomStream(seed, 'order').permutation(count);
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
    }),
  );
});

it('each of six permutations of three comes up equally often', () => {
  const stream = randomStream(1, 'orders');
  const counts = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const key = String(stream.permutation(3));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  // Binomial(6000, 1/6): standard deviation 29; five of them.
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(145);
});

it('a random unit vector has length 1', () => {
  const vector = randomUnitVector(randomStream(3, 'start'), 100);
  expect(Math.hypot(...vector)).toBeCloseTo(1, 12);
});
