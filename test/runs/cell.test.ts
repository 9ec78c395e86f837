import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatCell } from '../../src/runs/cell.ts';
import { csvText } from '../../src/runs/csv-log.ts';

const columns = ['a', 'b'].map((name, i) => ({
  name,
  unit: '',
  meaning: '',
  cell: (row: readonly number[]) => row[i]!,
}));

test('every float64 written to a CSV is read back by csv-parse as the same bits, NaN, infinities and -0 included', () => {
  const number = fc.double();
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number), { minLength: 1 }), (rows) => {
      const [header, ...read] = parse(csvText(columns, rows)) as string[][];
      expect(header).toEqual(['a', 'b']);
      expect(read.map((row) => row.map(Number))).toEqual(rows);
    }),
    {
      examples: [
        [[[-0, 5e-324]]],
        [[[Number.NaN, Number.POSITIVE_INFINITY]]],
        [[[Number.NEGATIVE_INFINITY, 1e21]]],
      ],
    },
  );
});

test('what was not measured is an empty cell, and no number or text becomes one', () => {
  expect(formatCell(null)).toBe('');
  expect(formatCell(0)).toBe('0');
  expect(formatCell(Number.NaN)).toBe('NaN');
  expect(formatCell(false)).toBe('false');
});

test('numbers keep the shortest form that reads back, never rounded', () => {
  expect([0.1 + 0.2, 1e-7, 123456789012345680000, 2 / 3].map(formatCell)).toEqual([
    '0.30000000000000004',
    '1e-7',
    '123456789012345680000',
    '0.6666666666666666',
  ]);
});
