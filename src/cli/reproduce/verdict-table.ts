import { leadingEffect } from '../../claims/finding-text.ts';
import type { VerdictRecord } from '../../claims/record.ts';
import { renderTable, type TableColumn } from '../table.ts';
import type { Reproduced } from './reproduce.ts';

const columns: TableColumn[] = [
  { title: 'claim', align: 'left' },
  { title: 'verdict', align: 'left' },
  { title: 'effect (95 % interval)', align: 'left' },
  { title: 'placebo', align: 'left' },
  { title: 'TensorFlow.js', align: 'left' },
  { title: 'seconds', align: 'right' },
  { title: 'recorded', align: 'left' },
];

/** The table at the end of `reproduce`: a row for each claim with the finding that comes first. */
export function verdictTable(claims: readonly Reproduced[]): string {
  return renderTable(
    columns,
    claims.map(({ record, seconds, contradictions, comparedBy }) => [
      `${record.id} ${record.name}`,
      record.verdict,
      leadingEffect(record),
      record.placebo?.verdict ?? '-',
      describeRepetition(record) ?? '-',
      seconds.toFixed(1),
      comparison(contradictions, comparedBy),
    ]),
  );
}

function comparison(
  contradictions: Reproduced['contradictions'],
  comparedBy: Reproduced['comparedBy'],
): string {
  if (contradictions === null) return 'nothing';
  if (contradictions.length > 0) return 'differs';
  return comparedBy === 'sign' ? 'same signs' : comparedBy === 'nothing' ? 'too few seeds' : 'agrees';
}

/** Whether the repetition on TensorFlow.js agrees; null where none was run. */
export function describeRepetition({ repetition }: VerdictRecord): string | null {
  return repetition && (repetition.agrees ? 'agrees' : 'differs');
}
