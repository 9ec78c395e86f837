import { truncateSync } from 'node:fs';
import type { Column } from './columns.ts';
import { csvHeader } from './csv-log.ts';
import { MOST_LOG_BYTES, readRegular } from './read-regular.ts';
import { asWriteError } from './write-error.ts';

/** What stands in a run's log of one row an epoch. */
export interface LogContent {
  /** Whole rows up to the wanted epoch, from epoch 0 on. */
  readonly rows: number;
  /** Whole rows beyond it, of whatever content. */
  readonly surplus: number;
  /** Whether the file ends in a part of a row. */
  readonly isTorn: boolean;
  /** Length in bytes of the header and `rows` rows. */
  readonly length: number;
}

/** A log whose content no run of this version has written. */
export class LogError extends Error {
  override readonly name = 'LogError';
}

/**
 * Reads a log back: the header that the columns say, then rows whose first cell counts 0, 1, 2, ... A kill leaves
 * whole rows that no checkpoint covers and at most one torn row at the end.
 *
 * @param lastEpoch rows after it are counted only; Infinity takes all
 * @param take is given each row up to there, as a function from a column's name to its cell
 * @returns null when the file is missing or does not hold a whole header
 * @throws LogError naming file and line
 */
export function readLog<Row>(
  path: string,
  columns: readonly Column<Row>[],
  lastEpoch: number,
  take: (cell: (column: string) => string) => void = () => {},
): LogContent | null {
  const bytes = readLogBytes(path);
  if (bytes === null) return null;
  const header = csvHeader(columns).trimEnd();
  let rows = 0;
  let surplus = 0;
  let length = 0;
  let start = 0;
  for (let line = 1; ; line++) {
    const end = bytes.indexOf('\n', start);
    if (end < 0) break;
    const epoch = line - 2;
    if (epoch > lastEpoch || lastEpoch < 0) {
      if (epoch >= 0) surplus += 1;
      start = end + 1;
      continue;
    }
    if (end - start > MOST_BYTES) {
      throw new LogError(`${path}:${line}: a line of ${end - start} bytes, which no run writes. ${REMEDY}`);
    }
    const text = bytes.toString('utf8', start, end);
    start = end + 1;
    length = start;
    if (line === 1) {
      if (text !== header) throw new LogError(differentHeader(path, text, header));
      continue;
    }
    const cells = text.split(',');
    if (cells.length !== columns.length || cells[0] !== String(epoch)) {
      const received = JSON.stringify(shorten(text));
      throw new LogError(
        `${path}:${line}: received ${received}, expected the ${columns.length} cells of epoch ${epoch}. ${REMEDY}`,
      );
    }
    try {
      take((name) => cells[columns.findIndex((column) => column.name === name)]!);
    } catch (error) {
      if (!(error instanceof LogError)) throw error;
      throw new LogError(`${path}:${line}: ${error.message}. ${REMEDY}`);
    }
    rows += 1;
  }
  return start === 0 ? null : { rows, surplus, isTorn: start < bytes.length, length };
}

/** Cuts a log to a length in bytes. Throws a WriteError. */
export function cutLog(path: string, length: number): void {
  try {
    truncateSync(path, length);
  } catch (error) {
    throw asWriteError(path, error);
  }
}

/** No cell is longer than a number or a status, and no config has a thousand columns. */
const MOST_BYTES = 100_000;

const REMEDY =
  'Somebody changed the file: put back what the run wrote, or delete the folder of this run, which then starts over.';

/**
 * The bytes of a log of a run; null when there is none.
 *
 * @param most bytes; default `MOST_LOG_BYTES`
 * @throws LogError where it cannot be read, or is no regular file
 */
export function readLogBytes(path: string, most = MOST_LOG_BYTES): Buffer | null {
  try {
    return readRegular(path, most);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new LogError(`${path} cannot be read: ${message}. ${REMEDY}`);
  }
}

function differentHeader(path: string, received: string, expected: string): string {
  return `${path}:1: received the columns ${shorten(received)}, expected ${expected}. Another version of hessian-lab began this run: the manifest beside it names it.`;
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
