import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Transform } from '../../src/config/schema.ts';
import { fitTransform } from '../../src/data/transforms/fit.ts';
import { type Matrix, matrix } from '../../src/numerics/matrix.ts';

interface GoldenCase {
  readonly name: string;
  readonly train: number[][];
  readonly test: number[][];
  readonly expected: Record<
    'centered' | 'scaled' | 'standardized' | 'whitened',
    { train: number[][]; test: number[][] }
  >;
}

const cases: GoldenCase[] = JSON.parse(
  readFileSync(new URL('../golden/transforms/cases.json', import.meta.url), 'utf8'),
);

const of = (rows: number[][]) => matrix(rows.length, rows[0]!.length, Float64Array.from(rows.flat()));

/** Two float64 algorithms on a dozen rows of condition number up to 1e7 or so; entries are of order 1 to 1000. */
const GOLDEN_TOLERANCE = 1e-10;

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (entry, i) => Math.abs(entry - b[i]!)));
}

describe('agrees with scikit-learn and NumPy', () => {
  it.each(
    cases.flatMap((golden) =>
      (['centered', 'scaled', 'standardized', 'whitened'] as const).map(
        (name) => [name, golden.name, golden] as const,
      ),
    ),
  )('%s: %s', (name, _, golden) => {
    const fitted = fitTransform(name, of(golden.train));
    for (const part of ['train', 'test'] as const) {
      const actual = fitted.apply(of(golden[part])).values;
      expect(largestDifference(actual, golden.expected[name][part].flat())).toBeLessThan(GOLDEN_TOLERANCE);
    }
  });
});

/** Second moments of the transformed training rows, by plain sums: their own code path. */
function moments({ rows, columns, values }: Matrix) {
  const mean = Array.from({ length: columns }, (_, j) =>
    Array.from({ length: rows }, (_, i) => values[i * columns + j]! / rows).reduce((a, b) => a + b),
  );
  const covariance = mean.map((_, j) =>
    mean.map((_, k) =>
      Array.from(
        { length: rows },
        (_, i) => ((values[i * columns + j]! - mean[j]!) * (values[i * columns + k]! - mean[k]!)) / rows,
      ).reduce((a, b) => a + b),
    ),
  );
  return { mean, covariance };
}

/** Small integers with an offset per column: a variance is 0 or far above rounding, also in mixed directions. */
const table = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 3, max: 12 }))
  .chain(([columns, rows]) =>
    fc.tuple(
      fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: columns, maxLength: columns }), {
        minLength: rows,
        maxLength: rows,
      }),
      fc.array(fc.integer({ min: -3000, max: 3000 }), { minLength: columns, maxLength: columns }),
    ),
  )
  .map(([rows, offsets]) => of(rows.map((row) => row.map((entry, j) => entry + offsets[j]!))));

/** Rounding of about 1e-16 times the offsets (3000), the number of sums and the condition. */
const PROPERTY_TOLERANCE = 1e-9;

describe('on any training rows', () => {
  it('standardized columns have mean 0 and variance 1, constant ones 0', () => {
    fc.assert(
      fc.property(table, (train) => {
        const { mean, covariance } = moments(fitTransform('standardized', train).apply(train));
        mean.forEach((entry, j) => {
          const column = train.values.filter((_, k) => k % train.columns === j);
          const expected = new Set(column).size === 1 ? 0 : 1;
          expect(Math.abs(entry)).toBeLessThan(PROPERTY_TOLERANCE);
          expect(Math.abs(covariance[j]![j]! - expected)).toBeLessThan(PROPERTY_TOLERANCE);
        });
      }),
    );
  });

  it('whitened rows have mean 0 and a covariance that is a projection: the identity off the null space', () => {
    fc.assert(
      fc.property(table, (train) => {
        const { mean, covariance } = moments(fitTransform('whitened', train).apply(train));
        for (const entry of mean) expect(Math.abs(entry)).toBeLessThan(PROPERTY_TOLERANCE);
        const squared = covariance.map((row) =>
          row.map((_, k) => row.reduce((sum, entry, l) => sum + entry * covariance[l]![k]!, 0)),
        );
        expect(largestDifference(squared.flat(), covariance.flat())).toBeLessThan(1e-7);
      }),
    );
  });

  it.each(['raw', 'centered', 'scaled', 'standardized', 'whitened'] as const)(
    '%s is undone by its inverse on the training rows',
    (name) => {
      fc.assert(
        fc.property(table, (train) => {
          const fitted = fitTransform(name, train);
          const back = fitted.invert(fitted.apply(train)).values;
          expect(largestDifference(back, train.values)).toBeLessThan(1e-7);
        }),
      );
    },
  );

  it.each(['raw', 'centered', 'scaled', 'standardized', 'whitened'] as const)(
    '%s leaves the rows it was given unchanged',
    (name) => {
      const train = of([
        [1, 2],
        [3, 5],
      ]);
      fitTransform(name, train).apply(train);
      expect([...train.values]).toEqual([1, 2, 3, 5]);
    },
  );
});

describe('whitening', () => {
  it('of independent columns is the standardization', () => {
    const train = of([
      [1, 10],
      [1, 30],
      [5, 10],
      [5, 30],
    ]);
    expect([...fitTransform('whitened', train).apply(train).values]).toEqual([-1, -1, -1, 1, 1, -1, 1, 1]);
  });

  it('has covariance the identity where no column depends on the others', () => {
    const train = of(cases[0]!.train);
    const { covariance } = moments(fitTransform('whitened', train).apply(train));
    expect(largestDifference(covariance.flat(), [1, 0, 0, 0, 1, 0, 0, 0, 1])).toBeLessThan(
      PROPERTY_TOLERANCE,
    );
  });

  it('sends the direction in which two equal columns differ to 0, in test rows too', () => {
    const fitted = fitTransform(
      'whitened',
      of([
        [1, 1],
        [2, 2],
        [4, 4],
      ]),
    );
    const [a, b] = fitted.apply(of([[9, -3]])).values;
    expect(Math.abs(a! - b!)).toBeLessThan(PROPERTY_TOLERANCE);
  });

  it('works at magnitudes whose squares over- and underflow', () => {
    const train = of([
      [1e-200, 3e-200],
      [2e-200, 1e-200],
      [4e-200, 4e-200],
    ]);
    const larger = matrix(
      3,
      2,
      train.values.map((entry) => entry * 1e200 * 1e200),
    );
    const small = fitTransform('whitened', train).apply(train);
    const large = fitTransform('whitened', larger).apply(larger);
    expect(largestDifference(moments(small).covariance.flat(), [1, 0, 0, 1])).toBeLessThan(1e-12);
    expect(largestDifference(small.values, large.values)).toBeLessThan(1e-12);
  });
});

describe('a column whose training values are all equal', () => {
  // 0.1 + 0.1 + 0.1 is not 3 · 0.1: a mean taken as sum / n would leave a spread of 1e-17 to divide by.
  const train = of(Array.from({ length: 7 }, (_, i) => [0.1, i]));
  const firstColumn = (name: Transform) =>
    fitTransform(name, train)
      .apply(train)
      .values.filter((_, k) => k % 2 === 0);

  it.each(['centered', 'standardized'] as const)('is exactly 0 when %s', (name) => {
    expect(new Set(firstColumn(name))).toEqual(new Set([0]));
  });

  it('is 0 when whitened, which turns no direction that varies', () => {
    for (const entry of firstColumn('whitened')) expect(entry).toBeCloseTo(0, 15);
  });

  it('keeps its value when scaled', () => {
    expect(new Set(firstColumn('scaled'))).toEqual(new Set([0.1]));
  });

  it('is divided by 1 in test rows, where it may vary', () => {
    expect(fitTransform('standardized', train).apply(of([[0.6, 3]])).values[0]).toBe(0.5);
  });
});

describe('a column that barely varies is not taken for a constant one', () => {
  it.each([
    ['beside 1e15', 1e15, 1],
    ['below 1e-300', 0, 1e-301],
    ['in its last digits', 0.1, 2 ** -50],
  ])('%s', (_, offset, step) => {
    const train = of([[offset], [offset + step], [offset], [offset + step]]);
    const { values } = fitTransform('standardized', train).apply(train);
    expect(largestDifference(values, [-1, 1, -1, 1])).toBeLessThan(0.01);
  });
});

it('a year column is standardized to the last digits', () => {
  const years = Array.from({ length: 10 }, (_, i) => [1994 + i]);
  const { values } = fitTransform('standardized', of(years)).apply(of(years));
  // Ten consecutive integers have the population variance (10² − 1) / 12.
  const expected = years.map((_, i) => (i - 4.5) / Math.sqrt(99 / 12));
  expect(largestDifference(values, expected)).toBeLessThan(1e-15);
});

it.each(['raw', 'centered', 'scaled', 'standardized', 'whitened'] as const)(
  '%s in the memory of the rows gives the same bits',
  (name) => {
    const train = matrix(4, 2, Float64Array.of(1, 10, 2, 7, 4, -3, 8, 0.5));
    const fitted = fitTransform(name, train);
    const expected = fitted.apply(matrix(4, 2, train.values.slice()));
    expect(fitted.consume(train)).toEqual(expected);
  },
);
