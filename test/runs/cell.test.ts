import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatCell, guardFormula, unguardFormula } from '../../src/runs/cell.ts';
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

test.each(['=1+1', '+SUM(A1)', '-2+cmd', '@x', '\t=1', '\r=1', '\n=1', "'=1", '-', '-0.5x', '＝1+1', '＠x'])(
  'the text %j, which a spreadsheet may run, gets an apostrophe and reads back',
  (text) => {
    expect(guardFormula(text)).toBe(`'${text}`);
    expect(unguardFormula(guardFormula(text))).toBe(text);
  },
);

test.each(['-0.5', '-0', '-1e-7', '+1e+21', '-Infinity', '-.5', '-inf', '+nan', '7', "'tis", 'raw', ''])(
  'the cell %j is a number or harmless, and stays as it is',
  (text) => {
    expect(guardFormula(text)).toBe(text);
    expect(unguardFormula(text)).toBe(text);
  },
);

test('every text reads back from its cell, and no cell that is no number begins as a formula', () => {
  const nasty = fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', "'", '1', 'e', '.', 'x') });
  fc.assert(
    fc.property(nasty, (text) => {
      const cell = guardFormula(text);
      expect(unguardFormula(cell)).toBe(text);
      if (/^[=+\-@\t\r]/.test(cell)) expect(Number(cell)).not.toBeNaN();
    }),
    { numRuns: 2000 },
  );
});
