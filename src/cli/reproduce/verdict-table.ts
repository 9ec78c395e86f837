import { describeFinding, leadingFinding } from '../../claims/finding-text.ts';
import type { VerdictRecord } from '../../claims/record.ts';
import { WIDTH, wrapLines } from '../compare/text.ts';
import type { Reproduced } from './reproduce.ts';

const TITLES = ['claim', 'verdict', 'placebo', 'tfjs', 'seconds', 'record'];
const SECONDS = TITLES.indexOf('seconds');
const INDENT = '    ';

/**
 * The table at the end of `reproduce`, 80 columns wide: for each claim a row, and below it the finding that comes first,
 * with its estimate and 95 % interval. The other findings stand in `verdict.json`.
 */
export function verdictTable(claims: readonly Reproduced[]): string {
  const rows = claims.map(cellsOf);
  const widths = TITLES.map((title, i) => Math.max(title.length, ...rows.map((cells) => cells[i]!.length)));
  const lineOf = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i === SECONDS ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  return [
    lineOf(TITLES),
    `${INDENT}effect (95 % interval), of an exact claim the worst case`,
    '',
    ...claims.flatMap(({ record }, i) => [lineOf(rows[i]!), ...effectLines(record)]),
  ].join('\n');
}

function cellsOf({ record, seconds, contradictions, comparedBy }: Reproduced): string[] {
  return [
    `${record.id} ${record.name}`,
    record.verdict,
    record.placebo?.verdict ?? '-',
    describeRepetition(record) ?? '-',
    seconds.toFixed(1),
    comparison(contradictions, comparedBy),
  ];
}

function effectLines(record: VerdictRecord): string[] {
  const leading = leadingFinding(record);
  if (leading === null) return [];
  const text = `${describeFinding(leading)}: ${leading.name}`;
  return wrapLines(text, WIDTH - INDENT.length).map((line) => INDENT + line);
}

/** How it compares, in seven letters at most: the table is as wide as it may be. */
function comparison(
  contradictions: Reproduced['contradictions'],
  comparedBy: Reproduced['comparedBy'],
): string {
  if (contradictions === null) return 'nothing';
  if (contradictions.length > 0) return 'differs';
  return comparedBy === 'sign' ? 'by sign' : comparedBy === 'nothing' ? 'too few' : 'agrees';
}

/** Whether the repetition on TensorFlow.js agrees; null where none was run. */
export function describeRepetition({ repetition }: VerdictRecord): string | null {
  return repetition && (repetition.agrees ? 'agrees' : 'differs');
}
