/**
 * The spectral theorem over random symmetric matrices, with eigenvectors of ml-matrix. It alone can catch: terms that do
 * not add up, a remainder that hides an error, overlapping vectors that pass unnoticed.
 */
import fc from 'fast-check';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { quadraticForm } from '../../../src/curvature/local-model/quadratic-form.ts';
import { dot } from '../../../src/numerics/vector.ts';
import { anySymmetric, dense, diagonal, type Rows } from '../matrices.ts';

function eigenpairs(rows: Rows) {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    new Matrix(rows.map((row) => [...row])),
    { assumeSymmetric: true },
  );
  return realEigenvalues.map((value, i) => ({
    value,
    vector: Float64Array.from(eigenvectorMatrix.getColumn(i)),
  }));
}

/** Sums of 64 products of entries up to 10 with entries up to 10 squared, in float64, and to spare. */
const ROUNDING = 1e-9;

const problem = anySymmetric.chain((rows) =>
  fc.record({
    rows: fc.constant(rows),
    x: fc
      .array(fc.double({ min: -10, max: 10, noNaN: true }), {
        minLength: rows.length,
        maxLength: rows.length,
      })
      .map((entries) => Float64Array.from(entries)),
    count: fc.integer({ min: 0, max: rows.length }),
  }),
);

describe('xᵀAx', () => {
  it('is Σ λᵢ(vᵢᵀx)² over all eigenpairs, whose contributions add up to ‖x‖²', () => {
    fc.assert(
      fc.property(problem, ({ rows, x }) => {
        const form = quadraticForm(dense(rows), x, eigenpairs(rows));
        const exact = rows.reduce((sum, row, i) => sum + x[i]! * dot(row, x), 0);
        expect(Math.abs(form.value - exact)).toBeLessThan(ROUNDING);
        expect(Math.abs(form.remainder)).toBeLessThan(ROUNDING);
        expect(Math.abs(form.outside)).toBeLessThan(ROUNDING);
        expect(form.overlap).toBeLessThan(1e-13);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves to the pairs that are not given what they would add', () => {
    fc.assert(
      fc.property(problem, ({ rows, x, count }) => {
        const pairs = eigenpairs(rows);
        const [given, rest] = [pairs.slice(0, count), pairs.slice(count)].map((some) =>
          quadraticForm(dense(rows), x, some),
        );
        expect(Math.abs(given!.remainder - rest!.explained)).toBeLessThan(ROUNDING);
        expect(Math.abs(given!.outside - (rest!.squaredNorm - rest!.outside))).toBeLessThan(ROUNDING);
        expect(given!.terms.length).toBe(count);
      }),
      { numRuns: 300 },
    );
  });

  it('names magnitude, direction, contribution and term of each pair', () => {
    const direction = Float64Array.of(0, 1);
    const form = quadraticForm(diagonal([5, -2]), Float64Array.of(1, 3), [{ value: -2, vector: direction }]);
    expect(form).toEqual({
      value: 5 - 18,
      squaredNorm: 10,
      terms: [{ magnitude: -2, direction, contribution: 9, term: -18 }],
      explained: -18,
      remainder: 5,
      outside: 1,
      overlap: 0,
      products: 1,
    });
  });

  it('tells by `overlap` that vectors are not orthonormal', () => {
    const pair = { value: 1, vector: Float64Array.of(1, 0) };
    const twice = quadraticForm(diagonal([1, 2]), Float64Array.of(1, 1), [pair, pair]);
    expect(twice.overlap).toBe(1);
    const long = { value: 1, vector: Float64Array.of(2, 0) };
    expect(quadraticForm(diagonal([1, 2]), Float64Array.of(1, 1), [long]).overlap).toBe(3);
  });

  it('refuses vectors of another length', () => {
    expect(() => quadraticForm(diagonal([1, 2]), Float64Array.of(1), [])).toThrow(
      /x: expected .* 2, received length 1/,
    );
    const pair = { value: 1, vector: Float64Array.of(1) };
    expect(() => quadraticForm(diagonal([1, 2]), Float64Array.of(1, 1), [pair])).toThrow(
      /eigenvector: expected .* 2/,
    );
  });
});
