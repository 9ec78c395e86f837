import { readFileSync } from 'node:fs';
import { CsvError, parse } from 'csv-parse/sync';
import { DataError } from '../errors.ts';

/** The config's key that names a CSV file. */
const KEY = 'data.path';

/** A CSV file cut into cells: nothing is a number yet. */
export interface TextTable {
  /** Names from the header line, surrounding spaces removed. */
  readonly header: readonly string[];
  readonly rows: readonly TextRow[];
}

/** One record below the header. */
export interface TextRow {
  /** Line on which the record ends, counted from 1 as an editor does. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Reads a CSV file: UTF-8 with or without byte order mark, any line ending, commas, quotes as in RFC 4180;
 * spaces around a cell and blank lines are ignored.
 *
 * @param path absolute, or relative to the working directory
 * @throws DataError when the file cannot be read, is empty, is not UTF-8 or has broken quotes
 */
export function readTextTable(path: string): TextTable {
  return parseTextTable(decode(path, readBytes(path)), path, KEY);
}

/**
 * Cuts CSV text into header and rows, which may be of unequal length.
 *
 * @param place the file's name, for messages
 * @param key the config's key that chose it
 * @throws DataError when the text is empty or its quotes are broken
 */
export function parseTextTable(text: string, place: string, key: string): TextTable {
  const [head, ...rows] = cut(text, place, key);
  if (head === undefined) {
    throw new DataError(place, ['the file is empty; a header line and data rows are needed'], key);
  }
  return { header: head.cells, rows };
}

function cut(text: string, place: string, key: string): TextRow[] {
  const rows: TextRow[] = [];
  let odd = 0;
  try {
    // With one kind of line ending csv-parse counts lines as an editor does, inside quoted cells too.
    parse(text.replaceAll(/\r\n?/g, '\n'), {
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      record_delimiter: '\n',
      on_record: (cells: string[], { lines }) => {
        rows.push({ line: lines, cells });
        if (cells.length !== rows[0]!.cells.length) odd += 1;
        if (odd > MOST_ODD_ROWS) throw new DataError(place, [manyOddRows(rows)], key);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Its own message names the line at which it gave up, often the file's last.
    const start = (rows.at(-1)?.line ?? 0) + 1;
    const problem =
      `the row that starts at line ${start} has a broken quote (${error.code}); close it, and write a quote inside ` +
      'a quoted cell twice ("")';
    throw new DataError(place, [problem], key);
  }
  return rows;
}

/** Rows of another length cost the parser 25 µs each, and the message tells the first ones only. */
const MOST_ODD_ROWS = 10_000;

function manyOddRows([head, ...rows]: readonly TextRow[]): string {
  const { length } = head!.cells;
  const first = rows.find(({ cells }) => cells.length !== length)!;
  return `line ${first.line}: cells: ${first.cells.length}, columns of the header: ${length}, and so in more than ${MOST_ODD_ROWS} rows; is this a CSV file with a header, its cells separated by commas?`;
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const problem =
      code === 'ENOENT'
        ? 'no such file; a path in a config is relative to that config'
        : code === 'EISDIR'
          ? 'is a folder; name the CSV file in it'
          : `cannot be read: ${message}`;
    throw new DataError(path, [problem], KEY);
  }
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    // A byte order mark is dropped; a byte sequence that is not UTF-8 throws instead of turning into U+FFFD.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const problem = 'is not UTF-8 text (a spreadsheet?); export or save it as "CSV UTF-8"';
    throw new DataError(path, [problem], KEY);
  }
}
