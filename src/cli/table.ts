import { columnWidths } from './column-widths.ts';
import { widthOf } from './terminal.ts';
import { columnsOf, hanging, wrap } from './wrap.ts';

/** A space at which no line is broken; drawn as a plain one, so that what is printed can be searched. */
export const NO_BREAK = '\u00a0';

/** A column of a terminal table; numbers are aligned right, texts left. */
export interface TableColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/**
 * Draws a table that fits the terminal: what is too wide is broken into lines, titles and texts first and numbers never.
 * Where not even that does, each row becomes a list of its cells with their titles. Without colours, so that it reads the
 * same in a file and on any background.
 *
 * @param rows a cell for each column, in order
 * @param width columns to fit into; default those of the terminal, 80 where there is none
 */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width = widthOf(),
): string {
  const titles = columns.map(({ title }) => title);
  const widths = columnWidths(columns, rows, width);
  if (widths === null) return rows.map((row) => asList(titles, row, width)).join('\n\n');
  const wrapped = rows.map((cells) => linesOf(cells, columns, widths));
  const isTall = wrapped.some((lines) => lines.length > 1);
  const rule = (left: string, middle: string, right: string) =>
    left + widths.map((length) => '─'.repeat(length + 2)).join(middle) + right;
  const between = rule('├', '┼', '┤');
  return [
    rule('┌', '┬', '┐'),
    ...linesOf(titles, columns, widths),
    ...wrapped.flatMap((lines, i) => (i === 0 || isTall ? [between, ...lines] : lines)),
    rule('└', '┴', '┘'),
  ].join('\n');
}

/** The lines of one row. */
function linesOf(
  cells: readonly string[],
  columns: readonly TableColumn[],
  widths: readonly number[],
): string[] {
  const texts = cells.map((cell, i) => wrap(cell, widths[i]!));
  const height = Math.max(1, ...texts.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => {
    const parts = texts.map((lines, i) => pad(lines[line] ?? '', widths[i]!, columns[i]!.align));
    return `│ ${parts.join(' │ ')} │`.replaceAll(NO_BREAK, ' ');
  });
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(width - columnsOf(text));
  return align === 'left' ? text + space : space + text;
}

/** A row as lines `title  cell`. */
function asList(titles: readonly string[], cells: readonly string[], width: number): string {
  const longest = Math.max(...titles.map(columnsOf));
  return cells.map((cell, i) => hanging(`${pad(titles[i]!, longest, 'left')}  `, cell, width)).join('\n');
}
