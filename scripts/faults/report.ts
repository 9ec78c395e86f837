import type { Column } from '../../src/runs/columns.ts';
import type { FaultRow } from './row.ts';

/** The columns of `results/reliability.csv`, in order. */
export function columnsOf(machine: string): Column<FaultRow>[] {
  const column = (name: string, meaning: string, cell: Column<FaultRow>['cell']) => {
    return { name, unit: '', meaning, cell };
  };
  return [
    column('fault', 'what was done to a run, or to a file', (row) => row.fault),
    column('tries', 'how often', (row) => row.tries),
    column('survived', 'tries after which everything was as it had to be', (row) => row.survived),
    column('rows_computed_again', 'rows that a checkpoint did not cover', (row) => row.rowsAgain),
    column(
      'lost_rows',
      'rows that were there before and are missing, or differ, at the end',
      (row) => row.lostRows,
    ),
    column('machine', 'where, and the load on it', () => machine),
  ];
}
