import type { TableColumn } from './table.ts';
import { columnsOf, isNumber, partsOf } from './wrap.ts';

/** Narrower a column of texts does not get: a letter a line is no text. */
const NARROWEST = 8;

/** What one column would like and what it can bear, from the widest to the narrowest. */
type Stages = readonly [natural: number, betweenWords: number, withinWords: number, anywhere: number];

/**
 * How wide the columns of a table are drawn. They have what they need where all of it fits; else those give way that cost
 * the fewest lines, of these the widest: at first down to their longest word, then texts down to a part of one, then to a few letters. Numbers are never broken.
 *
 * @param width of the table with its lines
 * @returns null where nothing fits
 */
export function columnWidths(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number,
): number[] | null {
  const stages = columns.map(({ title, align }, i) =>
    stagesOf(
      title,
      rows.map((row) => row[i]!),
      align,
    ),
  );
  const table = [columns.map(({ title }) => title), ...rows].map((row) => row.map(wordWidths));
  const lines = 3 * columns.length + 1;
  const widths = stages.map(([natural]) => natural);
  let excess = widths.reduce((sum, length) => sum + length, lines) - width;
  for (const stage of [1, 2, 3] as const) {
    while (excess > 0) {
      const [best] = widths
        .map((length, i) => ({ length, i }))
        .filter(({ length, i }) => length > stages[i]![stage])
        .map(({ length, i }) => ({ length, i, height: heightOf(table, widths.with(i, length - 1)) }))
        .sort((a, b) => a.height - b.height || b.length - a.length);
      if (best === undefined) break;
      widths[best.i]! -= 1;
      excess -= 1;
    }
  }
  return excess > 0 ? null : widths;
}

function stagesOf(title: string, cells: readonly string[], align: 'left' | 'right'): Stages {
  const longest = (texts: readonly string[]) => Math.max(0, ...texts.map(columnsOf));
  const words = (texts: readonly string[]) => texts.flatMap((text) => text.split(/[ \n]/));
  const all = [title, ...cells];
  const natural = longest(all.flatMap((text) => text.split('\n')));
  const betweenWords = longest(words(all));
  if (align === 'right') return [natural, betweenWords, betweenWords, betweenWords];
  const withinWords = Math.max(longest(words(all).flatMap(partsOf)), Math.min(NARROWEST, betweenWords));
  const anywhere = Math.max(longest(words(all).filter(isNumber)), Math.min(NARROWEST, withinWords));
  return [natural, betweenWords, withinWords, anywhere];
}

/** Of each line of a text the widths of its words. */
function wordWidths(text: string): number[][] {
  return text.split('\n').map((line) => line.split(' ').map(columnsOf));
}

/** Lines of a table, rules apart, in columns of these widths. */
function heightOf(table: readonly (readonly number[][][])[], widths: readonly number[]): number {
  return table.reduce((sum, row) => sum + Math.max(...row.map((cell, i) => linesIn(cell, widths[i]!))), 0);
}

function linesIn(cell: readonly number[][], width: number): number {
  let lines = 0;
  for (const words of cell) {
    let used = Number.POSITIVE_INFINITY;
    for (const word of words) {
      if (used + 1 + word <= width) used += 1 + word;
      else {
        lines += 1;
        used = word;
      }
    }
  }
  return lines;
}
