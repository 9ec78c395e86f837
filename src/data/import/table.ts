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
  try {
    // With one kind of line ending csv-parse counts lines as an editor does, inside quoted cells too.
    parse(text.replaceAll(/\r\n?/g, '\n'), {
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      record_delimiter: '\n',
      on_record: (cells: string[], { lines }) => {
        rows.push({ line: lines, cells });
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
