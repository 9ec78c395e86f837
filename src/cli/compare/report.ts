import type { Comparison, Estimate } from '../../compare/comparison.ts';
import type { CheckedExpectation } from '../../compare/expression/check.ts';
import { lastEpoch, type Sample } from '../../compare/sample.ts';
import { counted } from '../../statistics/counted.ts';
import { renderTable } from '../table.ts';
import { columnsOf } from '../wrap.ts';
import { alignColumns, cutStart, shortNumber, WIDTH, wrapLines } from './text.ts';

/** What the letters of the tables stand for, a line each. */
export function sampleLines(samples: readonly Sample[], width = WIDTH): string[] {
  return samples.flatMap(({ letter, name, path, runs }) => {
    const rows = runs.reduce((sum, run) => sum + run.rows.length, 0);
    const last = Math.max(...runs.map(lastEpoch));
    const counts = `${counted(runs.length, 'run')}, ${counted(rows, 'row')}, to epoch ${last}`;
    const where = cutStart(path, Math.max(12, width - columnsOf(name) - counts.length - 8));
    return wrapLines(`${letter}  ${name}  ${where}: ${counts}`, width, '   ');
  });
}

/**
 * A table for each column, two lines for each comparison: estimates, and below the difference and the ratio their intervals.
 * On a terminal too narrow for that, a table with lines, whose cells break.
 */
export function comparisonTables(comparisons: readonly Comparison[], width = WIDTH): string[] {
  const columns = [...new Set(comparisons.map(({ column }) => column))];
  return columns.flatMap((column) => {
    const pairs = comparisons.filter((one) => one.column === column).map(twoLines);
    const aligned = alignColumns([...HEADER, ...pairs.flat()], width);
    return ['', column, ...(aligned ?? [narrowTable(pairs, width)])];
  });
}

function narrowTable(pairs: readonly (readonly string[][])[], width: number): string {
  const both = ([above, below]: readonly string[][]) =>
    above!.map((cell, i) => (below![i] === '' ? cell : `${cell}\n${below![i]}`));
  const titles = both(HEADER).map((title, i) => ({
    title: title.replaceAll('\n', ' '),
    align: i === 0 ? ('left' as const) : ('right' as const),
  }));
  return renderTable(titles, pairs.map(both), width);
}

const HEADER = [
  ['', 'epoch', 'n', 'median', 'difference', 'log ratio', 'p'],
  ['', '', '', '', '95 % interval', '95 % interval', 'effect'],
];

function twoLines(comparison: Comparison): string[][] {
  const { reference, other, epoch, pairs, referenceCount, otherCount } = comparison;
  const { referenceMedian, otherMedian, difference, logRatio, test } = comparison;
  return [
    [
      `${other} : ${reference}`,
      String(epoch),
      pairs === null ? `${otherCount}` : String(pairs),
      `${other} ${shortNumber(otherMedian)}`,
      shortNumber(difference?.estimate ?? null),
      shortNumber(logRatio?.estimate ?? null),
      shortNumber(test?.p ?? null, 3),
    ],
    [
      pairs === null ? 'unpaired' : '',
      '',
      pairs === null ? `${referenceCount}` : '',
      `${reference} ${shortNumber(referenceMedian)}`,
      intervalText(difference),
      intervalText(logRatio),
      shortNumber(test?.effect ?? null, 3),
    ],
  ];
}

function intervalText(estimate: Estimate | null): string {
  if (estimate === null || estimate.low === null) return '-';
  return `[${shortNumber(estimate.low, 3)}, ${shortNumber(estimate.high, 3)}]`;
}

/** What was expected, whether it is so, and the values of both sides. */
export function expectationLines(checked: CheckedExpectation, width = WIDTH): string[] {
  const { text, isMet, epoch, left, right, relation, quantities, epochsChecked, epochsNotMet } = checked;
  const failed =
    epochsChecked > 1 ? `, not met at ${epochsNotMet} of ${epochsChecked} epochs, first at` : ',';
  const where =
    isMet && epochsChecked > 1 ? `, met at all ${epochsChecked} epochs, the last` : isMet ? ',' : failed;
  const seen = quantities.map(({ name, median, count, diverged, missing }) => {
    const notes = [
      `median of ${counted(count, 'run')}`,
      ...(diverged > 0 ? [`${diverged} diverged, which makes it NaN`] : []),
      ...(missing > 0 ? [`${missing} without a value left out`] : []),
    ];
    return `${name} = ${shortNumber(median)} (${notes.join(', ')})`;
  });
  return [
    ...wrapLines(`${isMet ? 'met' : 'NOT MET'}: ${text}`, width),
    ...wrapLines(
      `  ${shortNumber(left)} ${relation} ${shortNumber(right)}${where} epoch ${epoch}: ${seen.join('; ')}`,
      width,
    ),
  ];
}
