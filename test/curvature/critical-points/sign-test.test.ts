/** Derivatives whose signs are known. It alone can catch: a verdict from an ε too small or a point too far. */
import { describe, expect, it } from 'vitest';
import { derivativeSignTest } from '../../../src/curvature/critical-points/sign-test.ts';
import { dot } from '../../../src/numerics/vector.ts';
import { cubicTrough } from '../../support/landscapes.ts';

describe('the sign test of f′(x ± ε)', () => {
  it.each<[string, (x: number) => number, number, string]>([
    ['x²', (x) => 2 * x, 0, 'minimum'],
    ['−x²', (x) => -2 * x, 0, 'maximum'],
    ['x³', (x) => 3 * x * x, 0, 'inflection'],
    ['−x³', (x) => -3 * x * x, 0, 'inflection'],
    ['x⁴, which the second derivative leaves open', (x) => 4 * x ** 3, 0, 'minimum'],
    ['−x⁴', (x) => -4 * x ** 3, 0, 'maximum'],
    ['cos x at π', (x) => -Math.sin(x), Math.PI, 'minimum'],
    ['a constant', () => 0, 5, 'inconclusive'],
    ['|x|₊, flat on one side', (x) => Math.max(0, x), 0, 'inconclusive'],
    ['2x', () => 2, 0, 'not-critical'],
    ['a derivative of NaN', () => Number.NaN, 0, 'inconclusive'],
    [
      'a derivative that is infinite beside x',
      (x) => (x > 0 ? Number.POSITIVE_INFINITY : x),
      0,
      'inconclusive',
    ],
  ])('of %s', (_, derivative, x, kind) => {
    expect(derivativeSignTest(derivative, x).kind).toBe(kind);
  });

  it('is inconclusive where x is not exact enough for so small an ε', () => {
    const found = derivativeSignTest((x) => 2 * x, 1e-9, { epsilon: 1e-10 });
    expect(found).toMatchObject({ kind: 'inconclusive', epsilon: 1e-10 });
    expect(found.missing).toContain('enlarge epsilon');
    expect(derivativeSignTest((x) => 2 * x, 1e-9)).toMatchObject({
      kind: 'minimum',
      before: 2 * (1e-9 - 1e-3),
      at: 2e-9,
    });
  });

  it('looks further where x is large', () => {
    expect(derivativeSignTest((x) => x - 1e6, 1e6)).toMatchObject({ kind: 'minimum', epsilon: 1e3 });
  });

  it('decides along the flat direction of x² + y³: no minimum', () => {
    const along = (t: number) => dot(cubicTrough.gradientAt(Float64Array.of(0, t)), Float64Array.of(0, 1));
    expect(derivativeSignTest(along, 0).kind).toBe('inflection');
  });

  it.each([
    [0, { epsilon: 0 }],
    [Number.NaN, {}],
    [0, { gradientTolerance: -1 }],
  ])('is refused at x = %d with %o', (x, options) => {
    expect(() => derivativeSignTest((t) => t, x, options)).toThrow('expected a finite x, epsilon > 0');
  });
});
