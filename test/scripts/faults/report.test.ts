import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chosenPieces, pieces } from '../../../scripts/faults/pieces.ts';
import { mergeRows, readRecord, recordedRows, recordText } from '../../../scripts/faults/report.ts';
import { faultRow } from '../../../scripts/faults/row.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const rowsOf = (piece: string, ...faults: string[]) =>
  recordedRows(
    piece,
    faults.map((fault) => faultRow(fault, [{ failure: null, rowsAgain: 3, lostRows: 0 }])),
    'a machine, 2 cores',
    '0.1 to 0.2',
  );

test('the rows of a piece take the place of all that it had, in the order of the pieces', () => {
  const record = [...rowsOf('a', 'one', 'two'), ...rowsOf('c', 'three')];
  const merged = mergeRows(record, rowsOf('b', 'four'), ['a', 'b', 'c']);
  expect(merged.map(({ fault }) => fault)).toEqual(['one', 'two', 'four', 'three']);
  const again = mergeRows(merged, rowsOf('a', 'five'), ['a', 'b', 'c']);
  expect(again.map(({ fault }) => fault)).toEqual(['five', 'four', 'three']);
});

test('a record reads back as it was written, and one of other columns counts for nothing', () => {
  const file = join(temporaryDirectory(), 'reliability.csv');
  expect(readRecord(file)).toEqual([]);
  const rows = rowsOf('a', 'kill, "halfway"', 'full disk');
  writeFileSync(file, recordText(rows));
  expect(readRecord(file)).toEqual(rows);
  writeFileSync(file, 'fault,tries\nx,1\n');
  expect(readRecord(file)).toEqual([]);
});

test('--only takes names of pieces and the part before a slash, and tells the names for any other', () => {
  expect(chosenPieces(undefined)).toEqual(pieces);
  const names = (only: string) => chosenPieces(only).map(({ name }) => name);
  expect(names('locks, resume')).toEqual(['resume/closed-form', 'resume/tfjs', 'locks']);
  expect(names('resume/tfjs')).toEqual(['resume/tfjs']);
  expect(() => chosenPieces('res')).toThrow(/received "res", allowed are resume\/closed-form, .*input/);
});
