import { DataError } from '../data/errors.ts';
import { cellNumber, notANumber } from './cell-number.ts';
import { type RunRows, unionOf } from './run-rows.ts';

/** Runs that differ in their seed alone, under a name: one side of a comparison. */
export interface Sample {
  /** a, b, c, ... in the order given: how tables and expressions call it. */
  readonly letter: string;
  readonly name: string;
  /** Where it comes from. */
  readonly path: string;
  /** The arm, which the same arm of another operand is compared with; '' where nothing tells. */
  readonly arm: string;
  /** At least one. */
  readonly runs: readonly RunRows[];
}

/** A quantity of one run by epoch; epochs at which it was not measured are not in it. */
export type Series = ReadonlyMap<number, number>;

/**
 * One column of a run.
 *
 * @returns null when the run has no such column
 * @throws DataError for a cell that is no number
 */
export function seriesOf(run: RunRows, column: string): Series | null {
  const index = run.columns.indexOf(column);
  if (index < 0) return null;
  const series = new Map<number, number>();
  for (const { epoch, line, cells } of run.rows) {
    const value = cellNumber(cells[index]!);
    if (value === undefined) {
      throw new DataError(run.place, [
        `line ${line}, column "${column}": ${notANumber(cells[index]!)}; choose a column of numbers`,
      ]);
    }
    if (value !== null) series.set(epoch, value);
  }
  return series;
}

/** The columns of a sample. */
export function columnsOf({ runs }: Sample): string[] {
  return unionOf(runs.map(({ columns }) => columns));
}

/** The last epoch of a run. */
export function lastEpoch({ rows }: RunRows): number {
  return rows.reduce((last, { epoch }) => Math.max(last, epoch), Number.NEGATIVE_INFINITY);
}

/** `epochs 0 to 50`: where some of the runs have rows. */
export function epochRange(runs: readonly RunRows[]): string {
  const firsts = runs.map(({ rows }) =>
    rows.reduce((first, { epoch }) => Math.min(first, epoch), Number.POSITIVE_INFINITY),
  );
  return `epochs ${Math.min(...firsts)} to ${Math.max(...runs.map(lastEpoch))}`;
}
