import {
  appendFileSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { formatCell } from './cell.ts';
import type { Column } from './columns.ts';
import { createObjectCsvStringifier } from './csv-writer.ts';
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
          appendFileSync(file, header + stringifier.stringifyRecords([csvRow(columns, row)]));
        } catch (error) {
          dropHalfRow(path);
          throw error;
        }
      });
      header = '';
    },
    synchronise() {
      // Before its first row there is no file.
      if (header === '') withFile('r+', fsyncSync);
    },
  };
}

/** The header line of a CSV, with its line break. */
export function csvHeader<Row>(columns: readonly Column<Row>[]): string {
  return csvText(columns, []);
}

/** A whole CSV as text: header and rows. */
export function csvText<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const stringifier = createObjectCsvStringifier({ header: headerOf(columns) });
  const body = rows.length === 0 ? '' : stringifier.stringifyRecords(rows.map((row) => csvRow(columns, row)));
  return `${stringifier.getHeaderString()}${body}`;
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
  return columns.map(({ name }) => ({ id: name, title: name }));
}

/** The cells of one row by the names of their columns, as text. */
export function csvRow<Row>(columns: readonly Column<Row>[], row: Row): Record<string, string> {
  return Object.fromEntries(columns.map(({ name, cell }): [string, string] => [name, formatCell(cell(row))]));
}
