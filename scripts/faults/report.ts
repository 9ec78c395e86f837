import { existsSync, readFileSync } from 'node:fs';
import type { Column } from '../../src/runs/columns.ts';
import { csvText, readCsvRows } from '../../src/runs/csv-log.ts';
import type { FaultRow } from './row.ts';

/** One row of `results/reliability.csv`, as texts. */
export interface RecordedRow {
  readonly piece: string;
  readonly fault: string;
  readonly tries: string;
  readonly survived: string;
  readonly rowsAgain: string;
  readonly lostRows: string;
  readonly machine: string;
  readonly load: string;
}

const columns: Column<RecordedRow>[] = [
  column('piece', 'what --only takes', 'piece'),
  column('fault', 'what was done to a run, or to a file', 'fault'),
  column('tries', 'how often', 'tries'),
  column('survived', 'tries after which everything was as it had to be', 'survived'),
  column('rows_computed_again', 'rows that a checkpoint did not cover', 'rowsAgain'),
  column('lost_rows', 'rows that were there before and are missing, or differ, at the end', 'lostRows'),
  column('machine', 'where', 'machine'),
  column('load_per_core', 'of the last minute, when the piece began and when it ended', 'load'),
];

function column(name: string, meaning: string, key: keyof RecordedRow): Column<RecordedRow> {
  return { name, unit: '', meaning, cell: (row) => row[key] };
}

/** The rows of a piece as they are recorded. */
export function recordedRows(
  piece: string,
  found: readonly FaultRow[],
  machine: string,
  load: string,
): RecordedRow[] {
  return found.map(({ fault, tries, survived, rowsAgain, lostRows }) => {
    const [t, s, again, lost] = [tries, survived, rowsAgain, lostRows].map(String);
    return { piece, fault, tries: t!, survived: s!, rowsAgain: again!, lostRows: lost!, machine, load };
  });
}

/** The rows recorded so far; [] where there is no file, or one with other columns. */
export function readRecord(path: string | URL): RecordedRow[] {
  if (!existsSync(path)) return [];
  return readCsvRows(readFileSync(path)).flatMap((line) => {
    if (!columns.every(({ name }) => name in line)) return [];
    const [piece, fault, tries, survived, rowsAgain, lostRows, machine, load] = columns.map(
      ({ name }) => line[name]!,
    );
    return {
      piece: piece!,
      fault: fault!,
      tries: tries!,
      survived: survived!,
      rowsAgain: rowsAgain!,
      lostRows: lostRows!,
      machine: machine!,
      load: load!,
    };
  });
}

/**
 * The record with the rows of one piece in place of those it had, in the pieces' order.
 *
 * @param order names of all pieces; rows of others are dropped
 */
export function mergeRows(
  record: readonly RecordedRow[],
  added: readonly RecordedRow[],
  order: readonly string[],
): RecordedRow[] {
  const replaced = new Set(added.map(({ piece }) => piece));
  const all = [...record.filter(({ piece }) => !replaced.has(piece)), ...added];
  return order.flatMap((name) => all.filter(({ piece }) => piece === name));
}

/** The content of `results/reliability.csv`. */
export function recordText(rows: readonly RecordedRow[]): string {
  return csvText(columns, rows);
}
