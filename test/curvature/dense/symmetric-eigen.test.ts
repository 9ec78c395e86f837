/**
 * The dense eigensolver against ml-matrix and against spectra chosen beforehand. It alone can catch: a reflection or rotation
 * with a wrong sign, rows of the triangle mixed up, and eigenvalues in the wrong order beside their vectors.
 */
import { test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { symmetricEigen } from '../../../src/curvature/dense/symmetric-eigen.ts';
import { randomStream } from '../../../src/numerics/random.ts';
import { dot, norm } from '../../../src/numerics/vector.ts';
import {
  anySymmetric,
  bulk,
  matrixWithSpectrum,
  type Rows,
  recomputedResidual,
  spectrum,
} from '../matrices.ts';

/**
 * Times n·ε·‖A‖, the bound for a backward stable solver up to a small constant; the oracle's own error is of that size
 * too.
 */
const BACKWARD = 10 * Number.EPSILON;

const packed = (rows: Rows) => Float64Array.from(rows.flatMap((row, i) => [...row.subarray(0, i + 1)]));
const frobenius = (rows: Rows) => norm(Float64Array.from(rows.map(norm)));

/** Everything that a decomposition promises, relative to the backward error. */
function expectDecomposition(rows: Rows, expected: ArrayLike<number>): void {
  const n = rows.length;
  const bound = BACKWARD * n * frobenius(rows);
  const { values, vectors } = symmetricEigen(packed(rows), n, true);
  const alone = symmetricEigen(packed(rows), n);
  expect(alone.vectors).toBeNull();
  expect(alone.values).toEqual(values);
  expect(values).toEqual(values.toSorted());
  expect(values.length).toBe(n);
  for (const [i, value] of values.entries()) {
    expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(bound);
    expect(recomputedResidual(rows, { value, vector: vectors![i]! })).toBeLessThanOrEqual(bound);
    for (let j = 0; j <= i; j++)
      expect(Math.abs(dot(vectors![i]!, vectors![j]!) - Number(i === j))).toBeLessThanOrEqual(BACKWARD * n);
  }
  const trace = rows.reduce((sum, row, i) => sum + row[i]!, 0);
  expect(Math.abs(values.reduce((sum, value) => sum + value, 0) - trace)).toBeLessThanOrEqual(n * bound);
}

const ascending = (values: readonly number[]) => [...values].sort((a, b) => a - b);
const square = (n: number, entry: (i: number, j: number) => number): Rows =>
  Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (_, j) => entry(i, j)));

describe('symmetricEigen', () => {
  test.prop([anySymmetric], { numRuns: 300 })('agrees with ml-matrix on any symmetric matrix', (rows) => {
    expectDecomposition(rows, spectrum(rows));
  });

  it.each([
    ['outliers over a bulk', [10, 6, 6, -3, 0, ...bulk(56, 0.3)]],
    ['a cluster within rounding', [5, 5 + 1e-15, 5 - 1e-15, 1, 1, 1, 1, -2]],
    ['gaps of 1e-9', Array.from({ length: 20 }, (_, i) => 1 + i * 1e-9)],
    ['rank one', [3, ...Array(30).fill(0)]],
    ['sixteen orders of magnitude', Array.from({ length: 17 }, (_, i) => 10 ** -i)],
    ['only negative eigenvalues', [-1, -2, -3, -4, -5]],
    ['all equal', Array(12).fill(7)],
  ])('finds a spectrum chosen beforehand: %s', (_, eigenvalues) => {
    expectDecomposition(matrixWithSpectrum(eigenvalues), ascending(eigenvalues));
  });

  it.each([
    ['1 × 1', square(1, () => -4)],
    ['zero', square(9, () => 0)],
    ['diagonal', square(7, (i, j) => (i === j ? 3 - i : 0))],
    [
      'arrowhead, whose last row alone is reflected',
      square(9, (i, j) => (i === j ? i : Number(i === 8 || j === 8))),
    ],
    ['two blocks', square(8, (i, j) => (i < 4 === j < 4 ? 1 + i * j : 0))],
    ['ones', square(10, () => 1)],
    ['Hilbert', square(10, (i, j) => 1 / (i + j + 1))],
  ])('agrees with ml-matrix on a matrix with structure: %s', (_, rows) => {
    expectDecomposition(rows, spectrum(rows));
  });

  it("separates the pairs of Wilkinson's W21+, which agree to 14 digits", () => {
    // Wilkinson 1965, p. 308: the largest two are 10.746194182903322 and 10.746194182903393.
    const rows = square(21, (i, j) => (i === j ? Math.abs(i - 10) : Number(Math.abs(i - j) === 1)));
    const { values } = symmetricEigen(packed(rows), 21);
    expect(Math.abs(values[20]! - 10.746194182903393)).toBeLessThan(2e-14);
    expect(Math.abs(values[19]! - 10.746194182903322)).toBeLessThan(2e-14);
    expectDecomposition(rows, spectrum(rows));
  });

  it('knows the second difference matrix: 2 − 2cos(kπ/(n + 1))', () => {
    const n = 64;
    const rows = square(n, (i, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0));
    expectDecomposition(
      rows,
      Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1))),
    );
  });

  it.each([2 ** 1000, 2 ** -1000])('is exact in units of powers of two: %s', (unit) => {
    const rows = matrixWithSpectrum([4, 2, -1, 0.5]);
    const { values } = symmetricEigen(packed(rows), 4);
    const scaled = symmetricEigen(
      packed(rows).map((entry) => entry * unit),
      4,
    );
    expect(scaled.values).toEqual(values.map((value) => value * unit));
  });

  it.each([-1, 1])(
    'converges where entries span many orders of magnitude, largest first or last: %i',
    (direction) => {
      // Deflation relative to neighbours fails on most of these.
      const n = 140;
      const stream = randomStream(1, 'test/graded');
      for (const range of [8, 12, 16, 40]) {
        const lower: number[] = [];
        for (let i = 0; i < n; i++)
          for (let j = 0; j <= i; j++)
            lower.push(stream.normal() * 10 ** ((direction * range * (i + j)) / n));
        const { values } = symmetricEigen(Float64Array.from(lower), n);
        const trace = lower.reduce(
          (sum, entry, k) => (Number.isInteger((Math.sqrt(8 * k + 9) - 3) / 2) ? sum + entry : sum),
          0,
        );
        const total = values.reduce((sum, value) => sum + value, 0);
        expect(Math.abs(total - trace)).toBeLessThan(
          n * BACKWARD * n * values.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
        );
      }
    },
  );
});
