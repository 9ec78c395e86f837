import { cellNumber } from './cell-number.ts';
import { type RunRows, unionOf } from './run-rows.ts';

/** All rows of all runs in one table; every cell is a text, '' is not measured. */
export interface TidyTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What each row says about its run, before the columns of `epochs.csv`. */
export const RUN_COLUMNS = ['experiment', 'arm', 'seed', 'status', 'config_hash'] as const;

/** One row an epoch and run, in the order of the runs; the columns are the union of theirs, cells verbatim. */
export function tidyTable(runs: readonly RunRows[]): TidyTable {
  const measured = unionOf(runs.map(({ columns }) => columns));
  const rows = runs.flatMap((run) => {
    const { experiment, arm, seed, status, configHash, columns } = run;
    const head = [experiment, arm, seed ?? '', status ?? '', configHash ?? ''];
    const places = measured.map((column) => columns.indexOf(column));
    return run.rows.map(({ cells }) => [...head, ...places.map((place) => cells[place] ?? '')]);
  });
  return { columns: [...RUN_COLUMNS, ...measured], rows };
}

/** Values of one type; null is not measured. */
export type TypedColumn =
  | { readonly name: string; readonly type: 'number'; readonly values: readonly (number | null)[] }
  | { readonly name: string; readonly type: 'text'; readonly values: readonly (string | null)[] };

/** Names of columns that hold texts, also where all their cells are empty: files of one kind must have the same types. */
const TEXT = /^(experiment|arm|status|config_hash)$|_(status|note)$/;

/** The table by columns: numbers where every cell of a column is one, or empty; texts elsewhere. */
export function typedColumns({ columns, rows }: TidyTable): TypedColumn[] {
  return columns.map((name, i) => {
    const texts = rows.map((row) => row[i]!);
    const numbers = texts.map(cellNumber);
    const isText = TEXT.test(name);
    const areNumbers = !isText && numbers.every((value) => value !== undefined);
    if (areNumbers) return { name, type: 'number', values: numbers as (number | null)[] };
    return { name, type: 'text', values: texts.map((text) => (text === '' ? null : text)) };
  });
}

/** The table as objects, one a row. */
export function tidyObjects(table: TidyTable): Record<string, number | string | null>[] {
  const columns = typedColumns(table);
  return table.rows.map((_, row) =>
    Object.fromEntries(columns.map(({ name, values }) => [name, values[row]!])),
  );
}
