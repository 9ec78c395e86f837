import { describe, expect, it } from 'vitest';
import { hutchPlusPlus } from '../../src/curvature/hutch-plus-plus.ts';
import { countProducts } from '../../src/curvature/product-counter.ts';
import { hutchinsonTrace } from '../../src/curvature/trace.ts';
import { randomStream } from '../../src/numerics/random.ts';
import { bulk, dense, diagonal, matrixWithSpectrum } from './matrices.ts';

describe('hutchinsonTrace', () => {
  it('is exact for a diagonal matrix, with a standard error of zero', () => {
    const operator = countProducts(diagonal([1, -2, 3.5, 10]));
    const result = hutchinsonTrace(operator, { probes: 5 });
    expect(result).toEqual({ value: 12.5, standardError: 0, products: 5, status: 'converged', advice: '' });
    expect(operator.products).toBe(5);
    expect(Object.isFrozen(result)).toBe(true);
  });

  it('covers the trace by two standard errors in about 95 of 100 estimates', () => {
    const eigenvalues = [10, 6, -3, ...bulk(40, 0.3)];
    const operator = dense(matrixWithSpectrum(eigenvalues));
    const trace = eigenvalues.reduce((sum, value) => sum + value, 0);
    let covered = 0;
    for (let seed = 0; seed < 200; seed++) {
      const { value, standardError } = hutchinsonTrace(operator, { random: randomStream(seed, 'test') });
      if (Math.abs(value - trace) <= 2 * standardError) covered++;
    }
    // Binomial with 200 draws at 0.94 (Student's t with 29 degrees of freedom): four deviations are 13.
    expect(covered).toBeGreaterThan(175);
    expect(covered).toBeLessThan(200);
  });

  it('has the standard error that theory gives: the root of 2·Σ a_ij² off the diagonal over the probes', () => {
    const rows = matrixWithSpectrum([10, 6, -3, 1, 0.5, 2]);
    let offDiagonal = 0;
    for (const [i, row] of rows.entries())
      for (const [j, x] of row.entries()) if (i !== j) offDiagonal += x * x;
    const probes = 20_000;
    const { standardError } = hutchinsonTrace(dense(rows), { probes });
    // A spread estimated from 20,000 samples is off by about half a percent.
    expect(standardError / Math.sqrt((2 * offDiagonal) / probes)).toBeCloseTo(1, 1);
  });

  it('repeats itself for the same stream', () => {
    const operator = dense(matrixWithSpectrum([3, 2, -1]));
    expect(hutchinsonTrace(operator)).toEqual(hutchinsonTrace(operator));
  });

  it('says so when the probes are too few, the operator is zero, or a product is not finite', () => {
    const traceless = dense(matrixWithSpectrum([5, -5, 1, -1]));
    expect(hutchinsonTrace(traceless, { probes: 4 }).status).toBe('max-iterations');
    expect(hutchinsonTrace(diagonal([0, 0]))).toMatchObject({
      value: 0,
      standardError: 0,
      status: 'zero-operator',
    });
    expect(hutchinsonTrace(diagonal([1, Number.NaN]))).toMatchObject({
      value: Number.NaN,
      products: 1,
      status: 'non-finite',
    });
  });

  it('refuses a single probe and a tolerance of zero', () => {
    expect(() => hutchinsonTrace(diagonal([1]), { probes: 1 })).toThrow(/probes.*at least 2, received 1/);
    expect(() => hutchinsonTrace(diagonal([1]), { tolerance: 0 })).toThrow(
      /tolerance must be positive, received 0/,
    );
  });
});

describe('hutchPlusPlus', () => {
  const eigenvalues = [100, 40, 10, 5, ...bulk(96, 0.3)];
  const rows = matrixWithSpectrum(eigenvalues);
  const trace = eigenvalues.reduce((sum, value) => sum + value, 0);

  it('errs a tenth of what Hutchinson errs at the same products where a few outliers carry the trace', () => {
    const errors = [0, 0];
    for (let seed = 0; seed < 40; seed++) {
      const plus = hutchPlusPlus(dense(rows), { products: 30, random: randomStream(seed, 'test') });
      const plain = hutchinsonTrace(dense(rows), { probes: 30, random: randomStream(seed, 'test') });
      expect(plus.products).toBe(30);
      errors[0]! += Math.abs(plus.value - trace);
      errors[1]! += Math.abs(plain.value - trace);
    }
    expect(errors[0]!).toBeLessThan(errors[1]! / 10);
  });

  it('covers the trace by two standard errors in about 92 of 100 estimates', () => {
    let covered = 0;
    for (let seed = 0; seed < 200; seed++) {
      const random = randomStream(seed, 'test/cover');
      const { value, standardError } = hutchPlusPlus(dense(rows), { products: 30, random });
      if (Math.abs(value - trace) <= 2 * standardError) covered++;
    }
    // Student's t with 9 degrees of freedom covers 0.923; four deviations of 200 draws are 15.
    expect(covered).toBeGreaterThan(169);
    expect(covered).toBeLessThan(200);
  });

  it('is the trace itself, with a product for each dimension, where the products suffice for that', () => {
    const found = (products: number) => {
      const operator = countProducts(dense(rows));
      const result = hutchPlusPlus(operator, { products });
      expect(operator.products).toBe(result.products);
      return result;
    };
    for (const products of [100, 101, 250]) {
      const result = found(products);
      expect(result).toMatchObject({ standardError: 0, products: 100, status: 'converged' });
      expect(Math.abs(result.value / trace - 1)).toBeLessThan(1e-12);
    }
    expect(found(99)).toMatchObject({ products: 99 });
    expect(found(99).standardError).toBeGreaterThan(0);
    // A trace of zero is known as surely as any other.
    const balanced = hutchPlusPlus(diagonal([5, -5, 1, -1]), { products: 6 });
    expect(balanced).toMatchObject({ value: 0, standardError: 0, products: 4, status: 'converged' });
  });

  it('is exact for three parameters, and says so when the operator is zero or not finite', () => {
    const operator = countProducts(diagonal([1, 2, -4]));
    const found = hutchPlusPlus(operator, { products: 12 });
    expect(found.value).toBeCloseTo(-1, 12);
    expect(found).toMatchObject({ standardError: 0, status: 'converged', products: 3 });
    expect(operator.products).toBe(3);
    expect(hutchPlusPlus(diagonal([0, 0])).status).toBe('zero-operator');
    expect(hutchPlusPlus(diagonal([1, Number.NaN]))).toMatchObject({
      value: Number.NaN,
      status: 'non-finite',
    });
    expect(() => hutchPlusPlus(operator, { products: 5 })).toThrow(/products.*at least 6, received 5/);
    expect(() => hutchPlusPlus(operator, { tolerance: 0 })).toThrow(/tolerance.*received 0/);
  });
});
