/**
 * Power iteration against ml-matrix's eigensolver. It alone can catch: the largest in magnitude taken for the largest,
 * and a residual or vector that belongs to the shifted operator or to another iterate than the value.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { powerIteration } from '../../src/curvature/power-iteration.ts';
import { countProducts } from '../../src/curvature/product-counter.ts';
import { linearOperator } from '../../src/numerics/linear-operator.ts';
import { randomStream } from '../../src/numerics/random.ts';
import { norm } from '../../src/numerics/vector.ts';
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

describe('powerIteration', () => {
  it('finds the largest eigenvalue of a matrix with outliers and a bulk', () => {
    const rows = matrixWithSpectrum([10, 6, 3, ...bulk(60, 0.3)]);
    const result = powerIteration(dense(rows), { tolerance: 1e-6 });
    expect(result.status).toBe('converged');
    // The error of a Rayleigh quotient is at most residual²/gap: (1e-5)²/4.
    expect(Math.abs(result.value - spectrum(rows).at(-1)!)).toBeLessThan(1e-10);
    expect(result.smallest).toBeUndefined();
    expect(result.advice).toBe('');
  });

  it('returns the algebraically largest eigenvalue and logs both where a negative one is larger in magnitude', () => {
    const rows = matrixWithSpectrum([3, 1, -10, ...bulk(40, 0.3)]);
    const exact = spectrum(rows);
    const { value, converged, smallest } = powerIteration(dense(rows), { tolerance: 1e-5 });
    expect(converged).toBe(true);
    expect(Math.abs(value - exact.at(-1)!)).toBeLessThan(1e-8);
    expect(smallest?.converged).toBe(true);
    expect(Math.abs(smallest!.value - exact[0]!)).toBeLessThan(1e-8);
    expect(recomputedResidual(rows, smallest!)).toBeLessThanOrEqual(1e-5 * 10 + ROUNDING);
  });

  it.each([
    ['λ and −λ', [1, -1, 0.5, 0.2, 0]],
    ['λ and a slightly larger −λ', [1, -1.0001, 0.5, 0.2, 0]],
    ['clusters at both ends', [1, 0.999, -1, -0.999, 0]],
    ['only negative eigenvalues', [-1, -2, -10]],
    ['minus the identity', [-1, -1, -1, -1]],
    ['the identity', [1, 1, 1]],
    ['a multiple top eigenvalue', [4, 4, 4, 1, -2]],
    ['one positive dimension', [3]],
    ['one negative dimension', [-3]],
    ['rank one', [7, 0, 0, 0]],
    ['entries near the overflow limit', [1e200, 1e199, -1e199]],
  ])('is right for %s', (_, eigenvalues) => {
    const rows = matrixWithSpectrum(eigenvalues);
    const { value, status } = powerIteration(dense(rows), { tolerance: 1e-3 });
    expect(status).toBe('converged');
    // Within the certificate: 1e-3 of |λ|.
    expect(Math.abs(value - Math.max(...eigenvalues))).toBeLessThanOrEqual(1e-3 * Math.abs(value));
  });

  it('gives an honest record for any symmetric matrix, budget and start', () => {
    fc.assert(
      fc.property(
        anySymmetric,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 1000 }),
        fc.constantFrom(1e-2, 1e-3, 1e-8),
        (rows, maxIterations, seed, tolerance) => {
          const operator = countProducts(dense(rows));
          const random = randomStream(seed, 'test');
          const result = powerIteration(operator, { maxIterations, tolerance, random });
          expect(result.products).toBe(operator.products);
          expect(result.products).toBeLessThanOrEqual(maxIterations);
          expect(Math.abs(norm(result.vector) - 1)).toBeLessThan(ROUNDING);
          expect(result.value).toBeLessThanOrEqual(spectrum(rows).at(-1)! + ROUNDING);
          for (const pair of [result, ...(result.smallest ? [result.smallest] : [])]) {
            const residual = recomputedResidual(rows, pair);
            expect(Math.abs(residual - pair.residual)).toBeLessThan(ROUNDING);
            if (pair.converged)
              expect(residual).toBeLessThanOrEqual(tolerance * Math.abs(pair.value) + ROUNDING);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('takes another eigenvalue for the largest in fewer than 1 of 200 cold starts on small matrices', () => {
    // A random start vector may happen to be nearly orthogonal to the top one: no residual shows it (Kuczyński and
    // Woźniakowski 1992). Measured on 20,000 such matrices: 24 by power iteration, 12 by Lanczos.
    const stream = randomStream(1, 'test/spectra');
    let wrong = 0;
    for (let seed = 0; seed < 2000; seed++) {
      const eigenvalues = [...stream.permutation(19)].map((k) => k - 9).slice(0, 1 + stream.integer(8));
      const top = Math.max(...eigenvalues);
      const random = randomStream(seed, 'test');
      const operator = dense(matrixWithSpectrum(eigenvalues, seed));
      const result = powerIteration(operator, { random, maxIterations: 500 });
      // An eigenvalue of zero meets no relative tolerance.
      if (top !== 0) expect(result.converged).toBe(true);
      if (Math.abs(result.value - top) > 0.01) wrong++;
    }
    expect(wrong).toBeLessThan(10);
  });

  it('says so when the budget ends before a tiny gap is resolved, and keeps the best pair with its residual', () => {
    const rows = matrixWithSpectrum([1, 1 - 1e-9, 0.99, ...bulk(30, 0.3)]);
    const result = powerIteration(dense(rows), { maxIterations: 3, tolerance: 1e-6 });
    expect(result).toMatchObject({ status: 'max-iterations', converged: false, products: 3 });
    expect(result.advice).toContain('lanczos');
    expect(Math.abs(recomputedResidual(rows, result) - result.residual)).toBeLessThan(ROUNDING);
  });

  it('never calls the negative extreme the largest, though its residual is within the tolerance', () => {
    const result = powerIteration(diagonal([-10, 3]), {
      maxIterations: 1,
      start: { vector: Float64Array.of(1, 0) },
    });
    expect(result).toMatchObject({ status: 'max-iterations', value: -10 });
  });

  it('ends at the rounding errors of an eigenvalue that is zero, without calling it converged', () => {
    const rows = matrixWithSpectrum([0, -2, -10, -4, -3, -1]);
    const result = powerIteration(dense(rows), { maxIterations: 2000 });
    expect(result.status).toBe('max-iterations');
    expect(Math.abs(result.value)).toBeLessThan(1e-12);
    expect(result.products).toBeLessThan(1000);
  });

  it('tells the zero operator after one product', () => {
    expect(powerIteration(diagonal([0, 0, 0]))).toMatchObject({
      status: 'zero-operator',
      value: 0,
      products: 1,
    });
  });

  it('leaves a warm start in the null space', () => {
    const result = powerIteration(diagonal([0, 5, 1]), { start: { vector: Float64Array.of(1, 0, 0) } });
    expect(result.status).toBe('converged');
    expect(Math.abs(result.value - 5)).toBeLessThan(0.005);
  });

  it('stops at a product that is not finite and keeps the last finite pair', () => {
    expect(powerIteration(diagonal([1, Number.NaN]))).toMatchObject({ status: 'non-finite', products: 1 });
    let products = 0;
    const failing = linearOperator(3, (v) =>
      v.map((x, i) => (products++ < 6 ? x * (3 - i * 0.01) : Infinity)),
    );
    const result = powerIteration(failing, { tolerance: 1e-9 });
    expect(result).toMatchObject({ status: 'non-finite', products: 3 });
    expect(result.value).toBeGreaterThan(2.9);
    expect(Number.isFinite(result.residual)).toBe(true);
  });

  it('costs one product from the exact eigenvector, whatever its length, and leaves it as it was', () => {
    const vector = Float64Array.of(0, 2, 0);
    expect(powerIteration(diagonal([1, 5, 3]), { start: { vector } })).toMatchObject({
      value: 5,
      products: 1,
    });
    expect([...vector]).toEqual([0, 2, 0]);
  });

  it('starts from a random vector where the warm one is not finite', () => {
    const start = { vector: Float64Array.of(Number.NaN, 1, 0) };
    expect(powerIteration(diagonal([1, 5, 3]), { start }).value).toBeCloseTo(5, 2);
  });

  it('uses the shift of the result it starts from, and refreshes both ends', () => {
    const rows = matrixWithSpectrum([3, 1, -10, ...bulk(40, 0.3)]);
    const cold = powerIteration(dense(rows));
    const warm = powerIteration(dense(rows), { start: cold });
    expect(warm.products).toBe(2);
    expect(warm.smallest?.converged).toBe(true);
    expect(warm.converged).toBe(true);
  });

  it('drops a shift whose eigenvalue is no longer negative', () => {
    const start = {
      value: 1,
      vector: Float64Array.of(0, 1, 1),
      smallest: { value: -9, vector: Float64Array.of(1, 0, 0) },
    };
    const result = powerIteration(diagonal([1, 2, 4]), { start });
    expect(result.smallest).toBeUndefined();
    expect(Math.abs(result.value - 4)).toBeLessThan(0.004);
  });

  it('gives frozen records and the same numbers for the same stream', () => {
    const rows = matrixWithSpectrum([3, -10, 1]);
    const [first, second] = [1, 2].map(() =>
      powerIteration(dense(rows), { random: randomStream(5, 'test') }),
    );
    expect(first).toEqual(second);
    expect(Object.isFrozen(first)).toBe(true);
    expect(Object.isFrozen(first!.smallest)).toBe(true);
  });

  it.each([
    [{ tolerance: 0 }, 'tolerance must lie between 0 and 1 (exclusive), received 0'],
    [{ maxIterations: 1.5 }, 'maxIterations must be a positive integer, received 1.5'],
    [{ start: { vector: new Float64Array(3) } }, 'expected a vector of length 2, received length 3'],
  ])('refuses %j', (options, message) => {
    expect(() => powerIteration(diagonal([1, 2]), options)).toThrow(RangeError);
    expect(() => powerIteration(diagonal([1, 2]), options)).toThrow(message);
  });
});
