import {
  appendFileSync,
  closeSync,
  constants,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { parse } from 'csv-parse/sync';
import { type Cell, formatCell, guardFormula, unguardFormula } from './cell.ts';
import type { Column } from './columns.ts';
import { createObjectCsvStringifier } from './csv-writer.ts';
import { synchroniseNow } from './synchronise.ts';
import { asWriteError } from './write-error.ts';

/** A CSV file that grows by one whole row at a time and can be read at any moment while it grows. */
export interface CsvLog<Row> {
  readonly path: string;
  /** Appends the row; the first one brings the header along. Throws a WriteError, and then leaves no half row. */
  append(row: Row): void;
  /** Waits until the disk has every row. Throws a WriteError. */
  synchronise(): void;
}

/**
 * Opens a log whose cells the columns take out of each row, in the columns' order.
 *
 * The rows are appended synchronously: that takes 3 µs, where the thread pool that csv-writer's own file writer goes
 * through takes 0.2 to 0.5 ms, as much as the epoch of a small net.
 *
 * @param isContinued whether the file is there with its header, and maybe rows; default false
 */
export function csvLog<Row>(path: string, columns: readonly Column<Row>[], isContinued = false): CsvLog<Row> {
  const stringifier = createObjectCsvStringifier({ header: headerOf(columns) });
  let header = isContinued ? '' : stringifier.getHeaderString();
  const withFile = (flags: string | number, action: (file: number) => void) => {
    try {
      const file = openSync(path, flags);
      try {
        action(file);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      throw asWriteError(path, error);
    }
  };
  return {
    path,
    append(row) {
      // Once begun, the file is never made anew: a headless one would follow if somebody moved it away.
      const flags = header === '' ? constants.O_APPEND | constants.O_WRONLY : 'a';
      withFile(flags, (file) => {
        try {
          appendFileSync(file, header + stringifier.stringifyRecords([guardedCells(columns, row)]));
        } catch (error) {
          dropHalfRow(path);
          throw error;
        }
      });
      header = '';
    },
    synchronise() {
      // Before its first row there is no file.
      if (header === '') withFile('r+', synchroniseNow);
    },
  };
}

/** The header line of a CSV, with its line break. */
export function csvHeader<Row>(columns: readonly Column<Row>[]): string {
  return csvText(columns, []);
}

/** A whole CSV as text: header and rows. */
export function csvText<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const header = createObjectCsvStringifier({ header: headerOf(columns) }).getHeaderString();
  return `${header}${csvBody(columns, rows)}`;
}

/** The rows of a CSV without its header: for one that is written in pieces. */
export function csvBody<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  if (rows.length === 0) return '';
  const stringifier = createObjectCsvStringifier({ header: headerOf(columns) });
  return stringifier.stringifyRecords(rows.map((row) => guardedCells(columns, row)));
}

/** Cuts a file after its last whole row: a full disk can take the first half of a row only. */
export function dropHalfRow(path: string): void {
  try {
    if (statSync(path).isFile()) truncateSync(path, readFileSync(path).lastIndexOf('\n') + 1);
  } catch {
    // The error that led here is the one to report.
  }
}

function headerOf<Row>(columns: readonly Column<Row>[]): { id: string; title: string }[] {
  return columns.map(({ name }) => ({ id: name, title: guardText(name) }));
}

function guardedCells<Row>(columns: readonly Column<Row>[], row: Row): Record<string, string> {
  const guarded = (cell: Cell) => (typeof cell === 'string' ? guardText(cell) : formatCell(cell));
  return Object.fromEntries(columns.map(({ name, cell }) => [name, guarded(cell(row))]));
}

/** csv-writer leaves a lone carriage return without quotes, and readers take it for the end of a row. */
function guardText(text: string): string {
  return guardFormula(text.replaceAll(/\r\n?/g, '\n'));
}

/** The cells of one row by the names of their columns, as texts, before anything is guarded. */
export function cellTexts<Row>(columns: readonly Column<Row>[], row: Row): Record<string, string> {
  return Object.fromEntries(columns.map(({ name, cell }) => [name, formatCell(cell(row))]));
}

/**
 * The rows of a CSV that was written here, each cell's text by the name of its column; a short row lacks its last ones.
 *
 * @throws CsvError where quotes are broken
 */
export function readCsvRows(content: string | Buffer): Partial<Record<string, string>>[] {
  return parse(content, {
    columns: (names: string[]) => names.map(unguardFormula),
    cast: (cell, { header }) => (header ? cell : unguardFormula(cell)),
    relax_column_count: true,
  });
}
