/**
 * Oracles: quadratics, where the expansion is exact, and a scan over steps. It alone can catch: a best step for a
 * direction without positive curvature, and numbers that leave the range of float64 on the way.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradientStep } from '../../../src/curvature/local-model/gradient-step.ts';
import { quadraticWithSpectrum } from '../../support/quadratics.ts';
import { diagonal } from '../matrices.ts';

describe('the step of steepest descent', () => {
  it('is the best of all steps on a quadratic, and lowers it by what is predicted', () => {
    const objective = quadraticWithSpectrum([9, 4, 2, 0.5, 0.1], Float64Array.of(1, 2, 3, 4, 5));
    const x = Float64Array.of(0.3, -1, 2, 0.7, -0.2);
    const { value, gradient, hessian } = objective.linearize(x);
    const { slope, curvature, rayleighQuotient, bestStep, bestDecrease } = gradientStep(gradient, hessian);
    const valueAt = (step: number) => objective.value(x.map((entry, i) => entry - step * gradient[i]!));
    expect(value - valueAt(bestStep!)).toBeCloseTo(bestDecrease!, 10);
    for (const factor of [0.5, 0.99, 1.01, 2])
      expect(valueAt(factor * bestStep!)).toBeGreaterThan(valueAt(bestStep!));
    // f(x − εg) = f − ε·gᵀg + ½ε²·gᵀHg for any ε
    expect(valueAt(0.3)).toBeCloseTo(value - 0.3 * slope + 0.045 * curvature, 8);
    expect(rayleighQuotient).toBeCloseTo(curvature / slope, 12);
  });

  it('has a curvature between the ends of the spectrum, which the eigenvectors attain', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 6 }),
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 6, maxLength: 6 }),
        (eigenvalues, entries) => {
          const gradient = Float64Array.from(entries.slice(0, eigenvalues.length));
          const { rayleighQuotient, bestStep, note } = gradientStep(gradient, diagonal(eigenvalues));
          if (note === 'zero-gradient') return;
          expect(rayleighQuotient).toBeLessThanOrEqual(Math.max(...eigenvalues) + 1e-14);
          expect(rayleighQuotient).toBeGreaterThanOrEqual(Math.min(...eigenvalues) - 1e-14);
          expect(bestStep === null).toBe(note !== '');
          if (rayleighQuotient! < 0) expect(note).toBe('no-positive-curvature');
        },
      ),
    );
    const [top] = [gradientStep(Float64Array.of(0, 3), diagonal([1, 7]))];
    expect(top).toMatchObject({ rayleighQuotient: 7, bestStep: 1 / 7, slope: 9, curvature: 63, products: 1 });
  });

  it.each([
    ['negative curvature', [1, 2], [-1, -3], 'no-positive-curvature'],
    ['curvatures that cancel', [1, 1], [2, -2], 'no-positive-curvature'],
    ['a zero Hessian', [1, 2], [0, 0], 'no-positive-curvature'],
    ['a zero gradient', [0, 0], [1, 2], 'zero-gradient'],
    ['a gradient with NaN', [Number.NaN, 0], [1, 2], 'non-finite'],
    ['an infinite gradient', [Number.POSITIVE_INFINITY, 0], [1, 2], 'non-finite'],
    ['a Hessian with NaN', [1, 1], [1, Number.NaN], 'non-finite'],
    ['a curvature whose inverse is beyond float64', [1, 0], [1e-310, 0], 'non-finite'],
  ])('has no best one for %s, and says why', (_, gradient, eigenvalues, note) => {
    const found = gradientStep(Float64Array.from(gradient), diagonal(eigenvalues));
    expect(found).toMatchObject({ bestStep: null, bestDecrease: null, note });
  });

  it.each([1e-170, 1e150])('is right for gradients of length %d', (length) => {
    const { bestStep, note } = gradientStep(Float64Array.of(length, 0), diagonal([4, 1]));
    expect({ bestStep, note }).toEqual({ bestStep: 0.25, note: '' });
  });

  it('refuses a gradient of another length', () => {
    expect(() => gradientStep(Float64Array.of(1), diagonal([1, 2]))).toThrow(
      /gradient: expected .* 2, received length 1/,
    );
  });
});
