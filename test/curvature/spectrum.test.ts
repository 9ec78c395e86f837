/**
 * Full spectra, condition numbers and densities against spectra chosen beforehand. It alone can catch: weights squared
 * twice or not at all, a density that is not normalised, and a condition number of an indefinite matrix.
 */
import { describe, expect, it } from 'vitest';
import { conditionNumber } from '../../src/curvature/condition-number.ts';
import { fullSpectrum } from '../../src/curvature/full-spectrum.ts';
import { countProducts } from '../../src/curvature/product-counter.ts';
import { spectralDensity } from '../../src/curvature/spectral-density.ts';
import { linearOperator } from '../../src/numerics/linear-operator.ts';
import { bulk, dense, diagonal, matrixWithSpectrum } from './matrices.ts';

/** Backward error of the solver: dimension 70 · 2.2e-16 · norm 10, rounded up. */
const SOLVER = 1e-12;

describe('fullSpectrum', () => {
  it('gives all eigenvalues in ascending order with their vectors and the residual, one product a dimension', () => {
    const eigenvalues = [10, 6, 6, -3, 0, ...bulk(65, 0.3)];
    const operator = countProducts(dense(matrixWithSpectrum(eigenvalues)));
    const found = fullSpectrum(operator, { vectors: true });
    const expected = [...eigenvalues].sort((a, b) => a - b);
    for (const [i, value] of found.eigenvalues.entries())
      expect(Math.abs(value - expected[i]!)).toBeLessThan(SOLVER);
    expect(found).toMatchObject({ status: 'converged', converged: true, products: 70, advice: '' });
    expect(operator.products).toBe(70);
    expect(found.residual!).toBeLessThan(SOLVER);
    expect(found.asymmetry).toBeLessThan(1e-14);
    expect(found.vectors!.length).toBe(70);
    expect(fullSpectrum(operator).vectors).toBeNull();
  });

  it('reports how far from symmetric the products were: here 1e-6 of the norm on one side', () => {
    const skewed = linearOperator(2, (v) => [3 * v[0]! + 1e-6 * v[1]!, 4 * v[1]!]);
    // ‖A − Aᵀ‖ = √2·1e-6, ‖A‖ = 5.
    expect(fullSpectrum(skewed).asymmetry).toBeCloseTo((Math.SQRT2 * 1e-6) / 5, 12);
  });

  it.each([
    ['zero operator', [0, 0], 'zero-operator'],
    ['NaN', [1, Number.NaN], 'non-finite'],
    ['overflow', [1e308, Number.POSITIVE_INFINITY], 'non-finite'],
    ['one parameter', [-2], 'converged'],
    ['entries near the overflow limit', [1e300, -1e299, 0], 'converged'],
  ] as const)('has the right status for %s', (_, entries, status) => {
    const found = fullSpectrum(diagonal(entries), { vectors: true });
    expect(found.status).toBe(status);
    if (status === 'converged') expect([...found.eigenvalues]).toEqual([...entries].sort((a, b) => a - b));
  });

  it('spends nothing beyond the limit, and refuses dimension 0', () => {
    const operator = countProducts(diagonal([1, 2, 3]));
    expect(fullSpectrum(operator, { limit: 2 })).toMatchObject({
      status: 'too-many-parameters',
      products: 0,
    });
    expect(operator.products).toBe(0);
    expect(() => fullSpectrum(linearOperator(0, (v) => v))).toThrow(/dimension.*received 0/);
    expect(() => fullSpectrum(operator, { limit: 0 })).toThrow(/limit.*received 0/);
  });
});

describe('conditionNumber', () => {
  const of = (eigenvalues: readonly number[], limit = 2000) =>
    conditionNumber(fullSpectrum(dense(matrixWithSpectrum(eigenvalues)), { limit }));

  it('is λmax over the smallest eigenvalue that is not zero up to rounding, with the rank', () => {
    const found = of([8, 2, 0.5]);
    expect(found.value).toBeCloseTo(16, 10);
    expect(found).toMatchObject({ rank: 3, note: '', advice: '', products: 3 });
    expect(conditionNumber(fullSpectrum(diagonal([8, 2, 1e-16, -1e-16])))).toMatchObject({
      value: 4,
      rank: 2,
    });
    expect(conditionNumber(fullSpectrum(diagonal([5])))).toMatchObject({ value: 1, rank: 1 });
  });

  it.each([
    ['a negative eigenvalue', [8, 2, -1e-6], 2000, 'indefinite', 2],
    ['only negative eigenvalues', [-1, -2], 2000, 'indefinite', null],
    ['the zero operator', [0, 0], 2000, 'zero-operator', null],
    ['NaN', [Number.NaN, 1], 2000, 'non-finite', null],
    ['too many parameters', [1, 2, 3], 2, 'too-many-parameters', null],
  ] as const)('is not defined for %s, and says why', (_, entries, limit, note, rank) => {
    const found = conditionNumber(fullSpectrum(diagonal(entries), { limit }));
    expect(found).toMatchObject({ value: null, note, rank });
    expect(found.advice).not.toBe('');
  });
});

describe('spectralDensity', () => {
  const integral = ({ grid, density }: { grid: Float64Array; density: Float64Array }) => {
    let sum = 0;
    for (let i = 1; i < grid.length; i++)
      sum += ((density[i]! + density[i - 1]!) / 2) * (grid[i]! - grid[i - 1]!);
    return sum;
  };

  it('integrates to 1, and its first two moments are those of the spectrum within their standard errors', () => {
    const eigenvalues = [10, 6, -3, ...bulk(397, 0.3)];
    const n = eigenvalues.length;
    const operator = countProducts(dense(matrixWithSpectrum(eigenvalues)));
    const found = spectralDensity(operator, { probes: 20, steps: 40 });
    expect(found).toMatchObject({ status: 'converged', products: 800 });
    expect(operator.products).toBe(800);
    // The Gaussian's mass beyond five bandwidths is 6e-7.
    expect(Math.abs(integral(found) - 1)).toBeLessThan(1e-6);
    const moment = (power: number) =>
      found.nodes.reduce((sum, { value, weight }) => sum + weight * value ** power, 0);
    expect(Math.abs(moment(0) - 1)).toBeLessThan(1e-12);
    const mean = eigenvalues.reduce((sum, value) => sum + value, 0) / n;
    expect(moment(1)).toBeCloseTo(found.mean, 12);
    expect(Math.abs(found.mean - mean)).toBeLessThan(4 * found.standardError);
    const square = eigenvalues.reduce((sum, value) => sum + value ** 2, 0) / n;
    // zᵀA²z/n of one probe has variance 2·Σλ⁴/n² at most; four deviations over 20 probes.
    const fourth = eigenvalues.reduce((sum, value) => sum + value ** 4, 0);
    expect(Math.abs(moment(2) - square)).toBeLessThan((4 * Math.sqrt((2 * fourth) / 20)) / n);
  });

  it('gives a known share to each of two eigenvalues: a quarter at 5, the rest at 1', () => {
    const eigenvalues = [...Array(25).fill(5), ...Array(75).fill(1)];
    const found = spectralDensity(dense(matrixWithSpectrum(eigenvalues)), {
      probes: 200,
      steps: 10,
      bandwidth: 0.1,
    });
    const near = (at: number) =>
      found.nodes.reduce((sum, { value, weight }) => sum + (Math.abs(value - at) < 1e-6 ? weight : 0), 0);
    // The share of one probe has a variance of at most 2/100; 200 probes leave 0.01, times four.
    expect(Math.abs(near(5) - 0.25)).toBeLessThan(0.04);
    expect(near(5) + near(1)).toBeCloseTo(1, 10);
    expect(found.products).toBeLessThanOrEqual(400);
    expect(found.bandwidth).toBe(0.1);
  });

  it('says so for a zero operator and for products that are not finite, and is right where all are equal', () => {
    expect(spectralDensity(diagonal([0, 0])).status).toBe('zero-operator');
    expect(spectralDensity(diagonal([1, Number.NaN]))).toMatchObject({
      status: 'non-finite',
      converged: false,
    });
    const equal = spectralDensity(diagonal([2, 2, 2]));
    expect(Math.abs(integral(equal) - 1)).toBeLessThan(1e-6);
    expect(equal.mean).toBeCloseTo(2, 12);
    expect(equal.bandwidth).toBeCloseTo(0.02, 12);
  });

  it('refuses what makes no sense, by name', () => {
    const operator = diagonal([1, 2, 3]);
    expect(() => spectralDensity(operator, { probes: 1 })).toThrow(/probes.*at least 2, received 1/);
    expect(() => spectralDensity(operator, { steps: 0 })).toThrow(/steps.*received 0/);
    expect(() => spectralDensity(operator, { bandwidth: -1 })).toThrow(/bandwidth.*received -1/);
    expect(() => spectralDensity(operator, { bandwidth: 1e-6 })).toThrow(
      /bandwidth.*range.*received 0.000001/,
    );
    expect(() => spectralDensity(linearOperator(0, (v) => v))).toThrow(/dimension.*received 0/);
  });
});
