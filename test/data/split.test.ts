import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '../../src/data/errors.ts';
import { splitRows } from '../../src/data/split.ts';

const rowCount = fc.integer({ min: 4, max: 200 });
const fraction = fc.double({ min: 0, max: 0.5, noNaN: true });
const seeds = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

describe('the split', () => {
  it('is the one that was committed, on every platform', () => {
    expect([...splitRows(20, 0.25, 0).test]).toEqual([3, 5, 12, 14, 18]);
    expect([...splitRows(20, 0.25, 1).test]).toEqual([3, 10, 14, 16, 18]);
    expect([...splitRows(20, 0.25, Number.MAX_SAFE_INTEGER).test]).toEqual([0, 2, 6, 7, 10]);
    expect([...splitRows(506, 0.02, 7).test]).toEqual([59, 66, 76, 124, 143, 221, 339, 342, 344, 360]);
  });

  it('holds every row once, in ascending order, whatever rows, fraction and seed', () => {
    fc.assert(
      fc.property(rowCount, fraction, seeds, (rows, testFraction, seed) => {
        const { train, test } = splitRows(rows, testFraction, seed);
        const ascending = (part: Int32Array) => part.every((row, i) => i === 0 || part[i - 1]! < row);
        expect(ascending(train) && ascending(test)).toBe(true);
        expect(new Set([...train, ...test]).size).toBe(rows);
        expect(train.length + test.length).toBe(rows);
      }),
    );
  });

  it('holds out round(fraction · rows) rows, at least one, and none for 0', () => {
    const count = (rows: number, testFraction: number) => splitRows(rows, testFraction, 3).test.length;
    expect([count(506, 0.2), count(506, 0), count(10, 0.01), count(10, 0.25), count(10, 0.24)]).toEqual([
      101, 0, 1, 3, 2,
    ]);
  });

  it('keeps its test rows when the fraction grows', () => {
    const small = splitRows(50, 0.1, 9).test;
    const large = new Set(splitRows(50, 0.3, 9).test);
    expect([...small].every((row) => large.has(row))).toBe(true);
  });

  it('differs between seeds', () => {
    expect([...splitRows(50, 0.2, 0).test]).not.toEqual([...splitRows(50, 0.2, 1).test]);
  });

  it('draws each row about equally often', () => {
    const draws = 2000;
    const counts = new Float64Array(10);
    for (let seed = 0; seed < draws; seed++)
      for (const row of splitRows(10, 0.3, seed).test) counts[row]! += 1;
    // Binomial with p = 0.3: five standard deviations.
    const bound = 5 * Math.sqrt(draws * 0.3 * 0.7);
    for (const count of counts) expect(Math.abs(count - 0.3 * draws)).toBeLessThan(bound);
  });

  it.each([-0.1, 1, 1.5, Number.NaN])('refuses the fraction %d', (testFraction) => {
    expect(() => splitRows(10, testFraction, 1)).toThrow(/data\.testFraction: received .*allowed are 0/);
  });

  it.each([
    [10, 0.95, 0],
    [10, 0.9, 1],
    [2, 0.5, 1],
    [2, 0.01, 1],
  ])('refuses to split %d rows at %d, which leaves %d for training', (rows, testFraction, left) => {
    const attempt = () => splitRows(rows, testFraction, 1);
    expect(attempt).toThrow(DataError);
    expect(attempt).toThrow(`of ${rows} rows leaves ${left} for training, at least 2 are needed`);
  });

  it('accepts two rows without a test split', () => {
    expect([...splitRows(2, 0, 1).train]).toEqual([0, 1]);
  });
});
