import { columnsOf } from '../wrap.ts';

/** Width of a terminal that everything fits into. */
export const WIDTH = 80;

/** A number at a given number of significant digits, short: beyond 1e-3 … 1e6 with an exponent. */
export function shortNumber(value: number | null, digits = 4): string {
  if (value === null) return '-';
  if (!Number.isFinite(value) || value === 0) return String(value);
  const rounded = Number(value.toPrecision(digits));
  const magnitude = Math.abs(rounded);
  if (magnitude >= 1e-3 && magnitude < 1e6) return String(rounded);
  return rounded.toExponential().replace('e+', 'e');
}

/** Breaks a text into lines between words; the second and later ones are indented. */
export function wrapLines(text: string, width = WIDTH, indent = '  '): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length === 0 || columnsOf(longer) <= width) lines[Math.max(0, lines.length - 1)] = longer;
    else lines.push(indent + word);
  }
  return lines;
}

/** A text cut from its beginning, which of a path says the least. */
export function cutStart(text: string, width: number): string {
  if (columnsOf(text) <= width) return text;
  const letters = [...text];
  while (letters.length > 0 && columnsOf(letters.join('')) >= width) letters.shift();
  return `…${letters.join('')}`;
}

/**
 * Cells in columns of their width, right-aligned but for the first, closer together where `width` would not do; null where
 * it does not do even so.
 */
export function alignColumns(rows: readonly (readonly string[])[], width: number): string[] | null {
  const widths = rows[0]!.map((_, i) => rows.reduce((most, row) => Math.max(most, row[i]!.length), 0));
  const total = widths.reduce((sum, width) => sum + width, 0);
  const gap = total + 2 * (widths.length - 1) <= width ? '  ' : ' ';
  if (total + gap.length * (widths.length - 1) > width) return null;
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join(gap)
      .trimEnd(),
  );
}
