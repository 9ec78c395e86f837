/**
 * Lanczos against ml-matrix's eigensolver. It alone can catch: lost orthogonality (copies of an eigenvalue), a bound
 * taken for the residual, a wrong thick restart, and parts of the space that the start vector does not reach.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { krylovBasis } from '../../src/curvature/krylov-basis.ts';
import { lanczos } from '../../src/curvature/lanczos.ts';
import { countProducts } from '../../src/curvature/product-counter.ts';
import { linearOperator } from '../../src/numerics/linear-operator.ts';
import { randomStream, randomUnitVector } from '../../src/numerics/random.ts';
import { dot } from '../../src/numerics/vector.ts';
import {
  anySymmetric,
  bulk,
  dense,
  diagonal,
  matrixWithSpectrum,
  ROUNDING,
  recomputedResidual,
  spectrum,
} from './matrices.ts';

describe('lanczos', () => {
  it('finds both ends of an MLP-like spectrum at once, in fewer products than a tenth of the dimension', () => {
    const eigenvalues = [10, 6, 3, ...bulk(397, 0.3)];
    const { largest, smallest } = lanczos(diagonal(eigenvalues), { which: 'both' });
    expect(largest.converged && smallest.converged).toBe(true);
    expect(Math.abs(largest.value - 10)).toBeLessThan(1e-6);
    expect(Math.abs(smallest.value - Math.min(...eigenvalues))).toBeLessThan(1e-3);
    expect(largest.products).toBeLessThan(40);
    expect(smallest.products).toBe(largest.products);
  });

  it('gives an honest record for any symmetric matrix, budget, basis size and start', () => {
    fc.assert(
      fc.property(
        anySymmetric,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 1000 }),
        fc.constantFrom(1e-2, 1e-3, 1e-8),
        fc.constantFrom('largest', 'smallest', 'both'),
        (rows, maxIterations, seed, tolerance, which) => {
          const operator = countProducts(dense(rows));
          const random = randomStream(seed, 'test');
          const results = lanczos(operator, { maxIterations, tolerance, random, which, maxBasis: 6 });
          const exact = spectrum(rows);
          expect(operator.products).toBeLessThanOrEqual(maxIterations);
          for (const result of Object.values(results)) {
            expect(result.products).toBe(operator.products);
            expect(result.value).toBeLessThanOrEqual(exact.at(-1)! + ROUNDING);
            expect(result.value).toBeGreaterThanOrEqual(exact[0]! - ROUNDING);
            const residual = recomputedResidual(rows, result);
            expect(Math.abs(residual - result.residual)).toBeLessThan(ROUNDING);
            if (result.converged)
              expect(residual).toBeLessThanOrEqual(tolerance * Math.abs(result.value) + ROUNDING);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['an eigenvector', [1, 0, 0, 0]],
    ['two eigenvectors', [1, 1, 0, 0]],
  ])('leaves the invariant space of a start vector made of %s, unless told to trust it', (_, start) => {
    const vector = Float64Array.from(start);
    const options = { which: 'largest', start: { vector } } as const;
    expect(lanczos(diagonal([1, 2, 5, 3]), options).largest.value).toBeCloseTo(5, 10);
    const trusted = lanczos(diagonal([1, 2, 5, 3]), { ...options, trustStart: true }).largest;
    expect(trusted.value).toBeLessThan(2.0001);
    expect([...vector]).toEqual(start);
  });

  it('costs one product from an eigenvector that is trusted', () => {
    const start = { vector: Float64Array.of(0, 0, 1, 0) };
    const { largest } = lanczos(diagonal([1, 2, 5, 3]), { which: 'largest', start, trustStart: true });
    expect(largest).toMatchObject({ value: 5, products: 1, status: 'converged' });
  });

  it.each([
    ['all eigenvalues equal', Array(30).fill(2), 2, 2],
    ['one dimension', [-3], -3, -3],
    ['a multiple top', [4, 4, 4, ...bulk(30, 0.5)], 4, undefined],
    ['only negative eigenvalues', [-1, -2, -10], -1, -10],
    ['a gap of 1e-9', [1, 1 - 1e-9, -1, ...bulk(30, 0.1)], 1, -1],
    ['entries near the overflow limit', [1e200, 1e199, -1e200], 1e200, -1e200],
  ])('is right for %s', (_, eigenvalues, top, bottom) => {
    const { largest, smallest } = lanczos(dense(matrixWithSpectrum(eigenvalues)), {
      which: 'both',
      tolerance: 1e-6,
    });
    expect(largest.status).toBe('converged');
    // Within the certificate: 1e-6 of |λ|.
    expect(Math.abs(largest.value - top)).toBeLessThanOrEqual(1e-6 * Math.abs(top));
    if (bottom !== undefined) {
      expect(Math.abs(smallest.value - bottom)).toBeLessThanOrEqual(1e-6 * Math.abs(bottom));
    }
  });

  it('reaches the same eigenvalue with a sixth of the memory, by thick restarts', () => {
    const rows = matrixWithSpectrum([1.05, ...bulk(150, 0.3)]);
    const exact = spectrum(rows);
    const options = { which: 'both', tolerance: 1e-9, maxIterations: 2000 } as const;
    for (const maxBasis of [10, 60]) {
      const { largest, smallest } = lanczos(dense(rows), { ...options, maxBasis });
      expect(largest.converged && smallest.converged).toBe(true);
      // The error of a Rayleigh quotient is far below the residual of 1e-9.
      expect(Math.abs(largest.value - exact.at(-1)!)).toBeLessThan(1e-9);
      expect(Math.abs(smallest.value - exact[0]!)).toBeLessThan(1e-9);
    }
  });

  it('reports an eigenvalue of zero with its residual instead of calling it converged', () => {
    const { smallest } = lanczos(dense(matrixWithSpectrum([7, 0, 0, 0])), { which: 'smallest' });
    expect(smallest.status).toBe('max-iterations');
    expect(Math.abs(smallest.value)).toBeLessThan(1e-14);
    expect(smallest.residual).toBeLessThan(1e-14);
  });

  it('says so when the budget ends early, the operator is zero, or a product is not finite', () => {
    const hard = diagonal([1, 0.999, 0.998, ...bulk(50, 0.5)]);
    const short = lanczos(hard, { which: 'largest', maxIterations: 4, tolerance: 1e-8 }).largest;
    expect(short).toMatchObject({ status: 'max-iterations', products: 4 });
    expect(lanczos(diagonal([0, 0]), { which: 'largest' }).largest).toMatchObject({
      status: 'zero-operator',
      value: 0,
      products: 1,
    });
    const start = { vector: Float64Array.of(1, 0) };
    expect(lanczos(diagonal([0, 0]), { which: 'largest', start, trustStart: true }).largest.status).toBe(
      'zero-operator',
    );
    const broken = lanczos(diagonal([1, Number.NaN, 2]), { which: 'both' });
    expect(broken.smallest).toMatchObject({ status: 'non-finite', value: Number.NaN, products: 1 });
    let products = 0;
    const failing = linearOperator(3, (v) => v.map((x, i) => (products++ < 3 ? x * i : Number.NaN)));
    const kept = lanczos(failing, { which: 'largest' }).largest;
    expect(kept.status).toBe('non-finite');
    expect(Number.isFinite(kept.value)).toBe(true);
  });

  it('goes on until the residual itself meets the tolerance where noisy products make the bound too small', () => {
    // Entries rounded to multiples of 2e-6 leave a residual of about 2e-6·√(62/12) = 5e-6, half of 1e-6 of 10.
    const noisy = (rows: ReturnType<typeof matrixWithSpectrum>) =>
      linearOperator(rows.length, (v) => rows.map((row) => Math.round(dot(row, v) / 2e-6) * 2e-6));
    for (let seed = 0; seed < 20; seed++) {
      const rows = matrixWithSpectrum([10, 9.7, ...bulk(60, 3)], seed);
      const random = randomStream(seed, 'test');
      const { largest } = lanczos(noisy(rows), { which: 'largest', tolerance: 1e-6, random });
      expect(largest.converged).toBe(true);
      expect(largest.residual).toBeLessThanOrEqual(1e-6 * largest.value);
    }
  });

  it('refuses a basis too small to restart, and returns frozen records', () => {
    expect(() => lanczos(diagonal([1, 2]), { which: 'both', maxBasis: 5 })).toThrow(
      /maxBasis.*at least 6, received 5/,
    );
    const results = lanczos(diagonal([1, 2]), { which: 'both' });
    expect(Object.isFrozen(results) && Object.isFrozen(results.largest)).toBe(true);
  });
});

describe('krylovBasis', () => {
  it('stays orthonormal to 1e-13 though A is nearly a multiple of the identity, and predicts the residuals', () => {
    const rows = matrixWithSpectrum([30, 10, ...bulk(78, 0.3)].map((x) => 1e6 + x));
    const random = randomStream(3, 'test');
    const excluded = [randomUnitVector(random, 80)];
    const basis = krylovBasis(dense(rows), randomUnitVector(random, 80), random, excluded);
    while (basis.size < 50) basis.extend();
    const pairs = basis.ritzPairs();
    const vectors = pairs.map(({ coordinates }) => basis.combine(coordinates));
    for (const [i, x] of vectors.entries()) {
      expect(Math.abs(dot(x, excluded[0]!))).toBeLessThan(1e-13);
      for (const [j, y] of vectors.entries())
        expect(Math.abs(dot(x, y) - Number(i === j))).toBeLessThan(1e-13);
    }
    const free = krylovBasis(dense(rows), randomUnitVector(random, 80), random);
    while (free.size < 12) free.extend();
    for (const { value, bound, coordinates } of free.ritzPairs()) {
      // 1e6 (the norm) · 80 (the dimension) · 2.2e-16, rounded up.
      expect(
        Math.abs(recomputedResidual(rows, { value, vector: free.combine(coordinates) }) - bound),
      ).toBeLessThan(1e-7);
    }
  });

  it('refuses to grow beyond the dimension', () => {
    const random = randomStream(3, 'test');
    const basis = krylovBasis(diagonal([1, 2]), randomUnitVector(random, 2), random);
    basis.extend();
    basis.extend();
    expect(basis.isComplete).toBe(true);
    expect(() => basis.extend()).toThrow('all 2 dimensions');
  });
});
