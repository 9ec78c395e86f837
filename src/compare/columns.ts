import { nearest } from '../config/nearest.ts';
import { DataError } from '../data/errors.ts';
import type { PlannedComparison } from './plan.ts';
import { unionOf } from './run-rows.ts';
import { columnsOf, type Sample, seriesOf } from './sample.ts';

/** What is compared unless columns are named. */
export const DEFAULT_COLUMNS = ['train_loss', 'test_loss', 'lambda_max', 'stability_ratio'] as const;

/**
 * The columns to compare: the named ones, which both sides must have, or the default ones that hold a value on both
 * sides of some comparison.
 *
 * @throws DataError naming the columns that there are
 */
export function chooseColumns(
  planned: readonly PlannedComparison[],
  named: readonly string[],
): { columns: string[]; notices: string[] } {
  const samples = [...new Set(planned.flatMap(({ reference, other }) => [reference, other]))];
  for (const column of named) for (const sample of samples) requireColumn(sample, column);
  if (named.length > 0) return { columns: [...new Set(named)], notices: [] };
  const notices: string[] = [];
  const columns = DEFAULT_COLUMNS.filter((column) => {
    const lacking = samples.filter((sample) => !hasValues(sample, column));
    const isUsed = planned.some((pair) => !lacking.includes(pair.reference) && !lacking.includes(pair.other));
    if (lacking.length > 0 && lacking.length < samples.length) {
      notices.push(`${column}: ${lacking.map(({ letter }) => letter).join(', ')} has no value: left out.`);
    }
    return isUsed;
  });
  if (columns.length > 0) return { columns, notices };
  const shared = columnsOf(samples[0]!).filter(
    (column) => column !== 'epoch' && samples.every((sample) => columnsOf(sample).includes(column)),
  );
  const remedy =
    shared.length > 0
      ? `name one with --column: ${shared.join(', ')}`
      : `map theirs with --columns "train_loss=theirs"; there are ${unionOf(samples.map(columnsOf)).join(', ')}`;
  throw new DataError('--column', [`the sides share none of ${DEFAULT_COLUMNS.join(', ')}; ${remedy}`]);
}

function requireColumn(sample: Sample, column: string): void {
  const known = columnsOf(sample);
  if (known.includes(column)) return;
  const near = nearest(column, known);
  const suggestion = near === null ? ';' : `, did you mean "${near}"?`;
  throw new DataError('--column', [
    `${sample.letter} (${sample.path}) has no column "${column}"${suggestion} columns: ${known.join(', ')}`,
  ]);
}

function hasValues({ runs }: Sample, column: string): boolean {
  return runs.some((run) => (seriesOf(run, column)?.size ?? 0) > 0);
}
