import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvLog, csvText, dropHalfRow, readCsvRows } from '../../src/runs/csv-log.ts';
import { WriteError } from '../../src/runs/write-error.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

interface Row {
  readonly epoch: number;
  readonly note: string | null;
}

const columns = [
  { name: 'epoch', unit: '', meaning: '', cell: (row: Row) => row.epoch },
  { name: 'note', unit: '', meaning: '', cell: (row: Row) => row.note },
];

test('a log is whole and readable after every row', () => {
  const path = join(temporaryDirectory(), 'epochs.csv');
  const log = csvLog(path, columns);
  for (let epoch = 0; epoch < 4; epoch++) {
    log.append({ epoch, note: null });
    const text = readFileSync(path, 'utf8');
    expect(text.endsWith('\n')).toBe(true);
    expect(parse(text, { columns: true })).toHaveLength(epoch + 1);
  }
  expect(readFileSync(path, 'utf8')).toBe('epoch,note\n0,\n1,\n2,\n3,\n');
});

test('texts with commas, quotes and line breaks come back as they were', () => {
  const rows = [
    { epoch: 1, note: 'a,b' },
    { epoch: 2, note: 'say "x"\nagain' },
  ];
  const read = parse(csvText(columns, rows), { columns: true }) as Record<string, string>[];
  expect(read.map(({ note }) => note)).toEqual(rows.map(({ note }) => note));
});

test('no cell and no column name is a formula to a spreadsheet, in a log as in a table, and all read back', () => {
  const text = fc
    .string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\n', "'", '"', ',', '1', 'x', ' ', 'é') })
    .filter((one) => one !== '');
  fc.assert(
    fc.property(fc.uniqueArray(text, { minLength: 2, maxLength: 2 }), text, text, (names, a, b) => {
      const named = names.map((name, i) => ({
        name,
        unit: '',
        meaning: '',
        cell: (row: readonly string[]) => row[i]!,
      }));
      const path = join(temporaryDirectory(), 'log.csv');
      csvLog(path, named).append([a, b]);
      const content = readFileSync(path, 'utf8');
      expect(content).toBe(csvText(named, [[a, b]]));
      for (const cell of (parse(content) as string[][]).flat()) {
        if (/^[=+\-@\t\n]/.test(cell)) expect(Number(cell)).not.toBeNaN();
      }
      expect(readCsvRows(content)).toEqual([{ [names[0]!]: a, [names[1]!]: b }]);
    }),
    { numRuns: 300 },
  );
});

test('a carriage return, which readers take for the end of a row, is written as a line break', () => {
  const text = csvText(columns, [{ epoch: 1, note: 'one\rtwo\r\n=three' }]);
  expect(text).toBe('epoch,note\n1,"one\ntwo\n=three"\n');
});

test('a table without rows is its header alone', () => {
  expect(csvText(columns, [])).toBe('epoch,note\n');
});

test('after a write that failed half-way the file ends with its last whole row', () => {
  const path = join(temporaryDirectory(), 'epochs.csv');
  writeFileSync(path, 'epoch,note\n0,\n1,ab');
  dropHalfRow(path);
  expect(readFileSync(path, 'utf8')).toBe('epoch,note\n0,\n');
});

test('a path that cannot be written gives a WriteError with path, code and remedy', () => {
  const file = join(temporaryDirectory(), 'file');
  writeFileSync(file, '');
  const path = join(file, 'epochs.csv');
  const error = thrownBy(() => csvLog(path, columns).append({ epoch: 0, note: null }));
  expect(error).toBeInstanceOf(WriteError);
  expect(error).toMatchObject({ path, code: 'ENOTDIR' });
  expect((error as Error).message).toContain('choose another place');
});

// Linux has a device that is always full.
test.runIf(existsSync('/dev/full'))('a full disk gives a WriteError that says so', () => {
  const error = thrownBy(() => csvLog('/dev/full', columns).append({ epoch: 0, note: null }));
  expect(error).toMatchObject({ name: 'WriteError', code: 'ENOSPC', path: '/dev/full' });
  expect((error as Error).message).toContain('disk is full');
});

function thrownBy(action: () => void): unknown {
  try {
    action();
    return null;
  } catch (error) {
    return error;
  }
}
