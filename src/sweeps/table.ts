import { join } from 'node:path';
import { canonicalJson } from '../config/hash.ts';
import type { Cell } from '../runs/cell.ts';
import type { Column } from '../runs/columns.ts';
import { csvText } from '../runs/csv-log.ts';
import { summaryColumns } from '../runs/summary.ts';
import { writeWhole } from '../runs/write.ts';
import type { JobOutcome } from './executor.ts';
import type { RecordedJob, SweepRecord } from './record.ts';

/** Its name at the top of a sweep's directory. */
export const TABLE_FILE = 'sweep.csv';

/** One run with how it came out; null where it has not begun. */
export interface SweepRow {
  readonly job: RecordedJob;
  readonly outcome: JobOutcome | null;
}

/** Those columns of `summary.csv` that follow arm, seed and status. */
const METRICS = summaryColumns
  .map(({ name }) => name)
  .filter((name) => !['arm', 'seed', 'status'].includes(name));

/**
 * The columns of `sweep.csv`, in order: a row for each run.
 *
 * @param axes the paths that vary, each a column of its own name
 */
export function sweepColumns(axes: readonly string[]): Column<SweepRow>[] {
  return [
    ...axes.map(
      (path): Column<SweepRow> => ({
        name: path,
        unit: '',
        meaning:
          'the value of this key; JSON where it is a list or mapping, empty where the point leaves it alone',
        // Of its own: each mapping inherits a constructor.
        cell: ({ job }) => valueCell(Object.hasOwn(job.values, path) ? job.values[path] : undefined),
      }),
    ),
    { name: 'arm', unit: '', meaning: 'arm of the config; default without arms', cell: ({ job }) => job.arm },
    { name: 'seed', unit: '', meaning: 'seed of the run', cell: ({ job }) => job.seed },
    {
      name: 'status',
      unit: '',
      meaning: 'completed, diverged, interrupted, failed, or pending: not begun',
      cell: ({ outcome }) => outcome?.status ?? 'pending',
    },
    ...METRICS.map(
      (name): Column<SweepRow> => ({
        name,
        unit: '',
        meaning: 'as in summary.csv; empty unless the run has ended',
        cell: ({ outcome }) => outcome?.summary?.[name] ?? null,
      }),
    ),
    {
      name: 'folder',
      unit: '',
      meaning:
        "the run's folder, from that of the sweep; its first part is the arm that compare and export name",
      cell: ({ job }) => job.folder,
    },
    {
      name: 'error',
      unit: '',
      meaning: 'of a failed run: why',
      cell: ({ outcome }) => (outcome?.status === 'failed' ? outcome.message : null),
    },
  ];
}

/**
 * Writes `sweep.csv` and, of the runs that have begun, `summary.csv`: a sweep's directory reads like that of an
 * experiment with an arm for each point.
 *
 * @throws WriteError
 */
export async function writeTables(
  directory: string,
  { axes }: SweepRecord,
  rows: readonly SweepRow[],
): Promise<void> {
  await writeWhole(join(directory, TABLE_FILE), csvText(sweepColumns(axes), rows));
  const summaries = rows.flatMap(({ outcome }) => (outcome?.summary ? [outcome.summary] : []));
  const columns = summaryColumns.map(
    ({ name, unit, meaning }): Column<Readonly<Record<string, string>>> => ({
      name,
      unit,
      meaning,
      cell: (cells) => cells[name]!,
    }),
  );
  await writeWhole(join(directory, 'summary.csv'), csvText(columns, summaries));
}

function valueCell(value: unknown): Cell {
  if (value === undefined) return null;
  if (value === null) return 'null';
  return typeof value === 'object' ? canonicalJson(value) : (value as Cell);
}
