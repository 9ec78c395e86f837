/**
 * Several eigenpairs, blocks and exact twins against spectra chosen beforehand. It alone can catch: copies of a multiple
 * eigenvalue that are missed or counted twice, a residual of the approximate products passed off as the exact one, and a
 * wrong number with the status `converged`.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topEigenpairs } from '../../src/curvature/extreme-eigenpairs.ts';
import { lanczos } from '../../src/curvature/lanczos.ts';
import { powerIteration } from '../../src/curvature/power-iteration.ts';
import { countProducts } from '../../src/curvature/product-counter.ts';
import { missProbability } from '../../src/curvature/reliability.ts';
import { type LinearOperator, linearOperator } from '../../src/numerics/linear-operator.ts';
import { randomStream } from '../../src/numerics/random.ts';
import { dot, norm } from '../../src/numerics/vector.ts';
import { bulk, dense, diagonal, matrixWithSpectrum, ROUNDING, recomputedResidual } from './matrices.ts';

/** Entries that come often more than once, near one another, zero, and with both signs or one. */
const entry = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(1, 1 + 1e-9, 1 - 1e-9, -1, 0),
  fc.double({ min: -5, max: 5, noNaN: true }),
);
const anySpectrum = fc.array(entry, { minLength: 1, maxLength: 12 });

/** The matrix with its products rounded to float32, the matrix itself as exact twin. */
function mixed(rows: readonly Float64Array[]): LinearOperator {
  const exact = dense(rows);
  const rounded = linearOperator(rows.length, (v) =>
    rows.map((row) => Math.fround(Math.fround(dot(row, v)))),
  );
  return { ...rounded, exact };
}

describe('topEigenpairs', () => {
  it('gives honest records for any spectrum, count, block, end, budget and basis: 1,200 cases', () => {
    fc.assert(
      fc.property(
        anySpectrum,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom('largest' as const, 'smallest' as const, 'both' as const),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 1000 }),
        fc.boolean(),
        (eigenvalues, count, blockSize, which, maxIterations, seed, isMixed) => {
          const rows = matrixWithSpectrum(eigenvalues, seed);
          const operator = countProducts(isMixed ? mixed(rows) : dense(rows));
          const tolerance = 1e-3;
          const random = randomStream(seed, 'test');
          const found = topEigenpairs(operator, {
            count,
            blockSize,
            which,
            maxIterations,
            random,
            maxBasis: 6,
          });
          expect(found.products).toBe(operator.products);
          expect(found.products).toBeLessThanOrEqual(maxIterations);
          for (const pair of [...found.largest, ...found.smallest]) {
            if (!pair.converged) continue;
            const residual = recomputedResidual(rows, pair);
            expect(Math.abs(residual - pair.residual)).toBeLessThan(ROUNDING);
            expect(residual).toBeLessThanOrEqual(tolerance * Math.abs(pair.value) + ROUNDING);
            const distance = Math.min(...eigenvalues.map((value) => Math.abs(value - pair.value)));
            expect(distance).toBeLessThanOrEqual(residual + ROUNDING);
          }
        },
      ),
      { numRuns: 1200 },
    );
  });

  it.each([1, 2, 3])(
    'finds every copy of a multiple eigenvalue, and clusters, with blocks of %i',
    (blockSize) => {
      const top = [7, 7, 7, 5, 5, 3 + 1e-9, 3];
      const rows = matrixWithSpectrum([...top, ...bulk(60, 0.3)]);
      for (let seed = 0; seed < 10; seed++) {
        const random = randomStream(seed, 'test');
        const { largest, converged } = topEigenpairs(dense(rows), { count: 7, blockSize, random });
        expect(converged).toBe(true);
        // The square of the residual 1e-3·λ over the gap to the bulk, 2, rounded up.
        for (const [i, { value }] of largest.entries()) expect(Math.abs(value - top[i]!)).toBeLessThan(1e-4);
        for (const [i, a] of largest.entries())
          for (const b of largest.slice(0, i)) expect(Math.abs(dot(a.vector, b.vector))).toBeLessThan(1e-12);
      }
    },
  );

  it('finds both ends at once, the outermost first', () => {
    const rows = matrixWithSpectrum([9, 8, 7, -6, -5, ...bulk(50, 0.3)]);
    const { largest, smallest, converged } = topEigenpairs(dense(rows), { count: 2, which: 'both' });
    expect(converged).toBe(true);
    expect(largest.map(({ value }) => Math.round(value))).toEqual([9, 8]);
    expect(smallest.map(({ value }) => Math.round(value))).toEqual([-6, -5]);
  });

  it('starts from all vectors of an earlier result, at one product each and those that look for copies', () => {
    const operator = diagonal([9, 8, 7, 6, ...bulk(200, 0.3)]);
    const cold = topEigenpairs(operator, { count: 4, tolerance: 1e-6 });
    const warm = topEigenpairs(operator, { count: 4, start: cold.largest });
    expect(warm.converged).toBe(true);
    expect(warm.products).toBeLessThanOrEqual(4 + 9);
    expect(topEigenpairs(operator, { count: 4, start: cold.largest, trustStart: true }).products).toBe(4);
    expect(cold.products).toBeGreaterThan(13);
  });

  it('reports exact residuals where products are float32, and goes on with exact products below their noise', () => {
    const rows = matrixWithSpectrum([10, 7, ...bulk(60, 0.5)]);
    for (const [tolerance, search] of [
      [1e-3, 'lanczos'],
      [1e-10, 'lanczos'],
      [1e-3, 'power-iteration'],
      [1e-10, 'power-iteration'],
    ] as const) {
      const operator = countProducts(mixed(rows));
      const options = { tolerance, maxIterations: 1000 };
      const result =
        search === 'lanczos'
          ? lanczos(operator, { ...options, which: 'largest' }).largest
          : powerIteration(operator, options);
      expect(result.converged).toBe(true);
      expect(result.products).toBe(operator.products);
      expect(Math.abs(recomputedResidual(rows, result) - result.residual)).toBeLessThan(1e-12);
      expect(result.residual).toBeLessThanOrEqual(tolerance * 10);
    }
  });

  it.each([
    ['zero operator', [0, 0, 0], 'zero-operator'],
    ['NaN', [1, Number.NaN], 'non-finite'],
    ['all eigenvalues equal', Array(20).fill(-3), 'converged'],
    ['only negative eigenvalues', [-1, -2, -5, -9], 'converged'],
    ['rank one', [4, 0, 0, 0, 0], 'max-iterations'],
    ['one parameter', [2], 'converged'],
  ] as const)('has the right status for %s', (_, eigenvalues, status) => {
    const found = topEigenpairs(diagonal(eigenvalues), { count: 2 });
    expect(found.status).toBe(status);
    expect(found.converged).toBe(status === 'converged');
    expect(found.advice === '').toBe(status === 'converged');
    if (status === 'max-iterations') {
      // The second eigenvalue is zero, which no relative tolerance certifies.
      expect(found.largest.map(({ converged }) => converged)).toEqual([true, false]);
    }
    expect(Object.isFrozen(found) && Object.isFrozen(found.largest)).toBe(true);
  });

  it('says so when the budget ends before a gap of 1e-9 or before all pairs are there', () => {
    const rows = matrixWithSpectrum([1, 1 - 1e-9, 0.9, ...bulk(40, 0.3)]);
    const short = topEigenpairs(dense(rows), { tolerance: 1e-12, maxIterations: 8 });
    expect(short).toMatchObject({ status: 'max-iterations', products: 8 });
    expect(topEigenpairs(dense(rows), { count: 5, maxIterations: 3 }).status).toBe('max-iterations');
  });

  it('refuses what makes no sense, by name', () => {
    const none = linearOperator(0, (v) => v);
    expect(() => topEigenpairs(none)).toThrow(/topEigenpairs.*dimension.*received 0/);
    expect(() => lanczos(none, { which: 'largest' })).toThrow(/lanczos.*dimension.*received 0/);
    expect(() => powerIteration(none)).toThrow(/powerIteration.*dimension.*received 0/);
    expect(() => topEigenpairs(diagonal([1]), { count: 0 })).toThrow(/count.*received 0/);
    expect(() => topEigenpairs(diagonal([1]), { blockSize: 1.5 })).toThrow(/blockSize.*received 1.5/);
    const misspelt = JSON.parse('{ "which": "larges" }');
    expect(() => topEigenpairs(diagonal([1]), misspelt)).toThrow(/which.*'both'.*received 'larges'/);
    expect(() => lanczos(diagonal([1]), misspelt)).toThrow(/^lanczos: which .*received 'larges'/);
  });
});

describe('products in float32 without an exact twin', () => {
  const eigenvalues = [10, 8, 6, 5, -9, ...bulk(195, 0.5)];
  const rows = matrixWithSpectrum(eigenvalues);
  /** Rounds every entry of the product: an error of about 3e-8 of its length, nothing that a combination may hide. */
  const single: LinearOperator = linearOperator(rows.length, (v) =>
    Float64Array.from(rows, (row) => Math.fround(dot(row, v))),
  );
  const plainResidual = ({ value, vector }: { value: number; vector: Float64Array }) => {
    const out = new Float64Array(rows.length);
    single.apply(vector, out);
    return norm(out.map((entry, i) => entry - value * vector[i]!));
  };

  it.each([1e-3, 1e-6, 3e-8, 1e-8, 1e-10])(
    'are not taken for converged by residuals below their noise, at a tolerance of %s',
    (tolerance) => {
      const options = { tolerance, maxIterations: 150 };
      const results = [
        ...topEigenpairs(single, { ...options, count: 3, which: 'both' }).largest,
        ...topEigenpairs(single, { ...options, count: 1 }).largest,
        lanczos(single, { ...options, which: 'smallest' }).smallest,
        powerIteration(single, options),
      ];
      for (const result of results) {
        // The same product again: what is certified is certified by it, but for what the noise may add unseen.
        if (result.converged)
          expect(plainResidual(result)).toBeLessThan(1.1 * tolerance * Math.abs(result.value));
        expect(result.products).toBeLessThanOrEqual(150);
      }
      if (tolerance >= 1e-6) expect(results.every(({ converged }) => converged)).toBe(true);
      if (tolerance === 1e-10) expect(results.some(({ converged }) => converged)).toBe(false);
    },
  );

  it('cost no product more than those in float64 where the noise is far below the tolerance', () => {
    const inDouble = topEigenpairs(dense(rows), { count: 3 });
    expect(topEigenpairs(single, { count: 3 }).products).toBe(inDouble.products);
  });
});

describe('missProbability', () => {
  it.each([8, 12, 16])('bounds how often %i Lanczos steps miss the largest eigenvalue', (steps) => {
    // One eigenvalue above a crowd that begins 0.07 of the range below it.
    const gap = 0.05;
    const eigenvalues = [1, ...Array.from({ length: 99 }, (_, i) => (0.93 * i) / 98)];
    const operator = diagonal(eigenvalues);
    const trials = 300;
    let missed = 0;
    for (let seed = 0; seed < trials; seed++) {
      const random = randomStream(seed, 'test/miss');
      const options = { which: 'largest', tolerance: 1e-12, maxIterations: steps, random } as const;
      if (1 - lanczos(operator, options).largest.value > gap) missed++;
    }
    const bound = missProbability({ dimension: 100, products: steps, gap });
    // Four deviations of a binomial count.
    expect(missed / trials).toBeLessThanOrEqual(bound + 4 * Math.sqrt((bound * (1 - bound)) / trials));
    if (steps === 8) expect(missed).toBeGreaterThan(0);
  });

  it('has the known decay √n·e^(−(2k − 1)√gap), is at most 1, and refuses a gap outside 0 to 1', () => {
    // √(200/π)/cosh(19·artanh 0.5) by hand; 2√(2/π) is the factor that 1/cosh x < 2e^(−x) leaves.
    const found = missProbability({ dimension: 100, products: 10, gap: 0.25 });
    expect(found).toBeCloseTo(0.0004680779002849506, 12);
    expect(found).toBeLessThan(2 * Math.sqrt(2 / Math.PI) * 10 * Math.exp(-9.5));
    expect(missProbability({ dimension: 100, products: 1, gap: 1 })).toBe(0);
    expect(missProbability({ dimension: 100, products: 1, gap: 0 })).toBe(1);
    expect(() => missProbability({ dimension: 1, products: 1, gap: 2 })).toThrow(/gap.*received 2/);
  });
});
