import type { VerdictRecord } from '../../claims/record.ts';
import type { Finding } from '../../claims/result.ts';
import { formatNumber } from '../run/number.ts';
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
    claims.map(({ record, seconds, contradictions }) => [
      `${record.id} ${record.name}`,
      record.verdict,
      leadingEffect(record),
      record.placebo?.verdict ?? '-',
      describeRepetition(record) ?? '-',
      seconds.toFixed(1),
      contradictions === null ? 'nothing' : contradictions.length > 0 ? 'differs' : 'agrees',
    ]),
  );
}

/**
 * The finding that stands for a claim: the first of an experiment's that is its verdict's reason, so of a claim that is
 * not supported one that speaks against it.
 */
export function leadingEffect({ findings, verdict }: VerdictRecord): string {
  const counting = findings.filter(({ role }) => role === 'verdict');
  const leading = counting.find((finding) => finding.verdict === verdict) ?? counting[0];
  return leading ? `${leading.name}: ${describeFinding(leading)}` : '-';
}

/** Whether the repetition on TensorFlow.js agrees; null where none was run. */
export function describeRepetition({ repetition }: VerdictRecord): string | null {
  return repetition && (repetition.agrees ? 'agrees' : 'differs');
}

/** An estimate with its interval: factors as `×12.6 (×11.9 … ×13.1)`, the worst case of an exact claim against its bound. */
export function describeFinding({ unit, estimate, low, high, claim }: Finding): string {
  if (unit === 'worst case') return `${formatNumber(estimate)}, ${claim}`;
  const show = unit === 'factor' ? (value: number) => `×${formatNumber(Math.exp(value))}` : formatNumber;
  return `${show(estimate)} (${show(low)} … ${show(high)})`;
}
