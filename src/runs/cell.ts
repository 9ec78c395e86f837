/** What a CSV cell can hold; null is a quantity that was not measured. */
export type Cell = number | string | boolean | null;

/**
 * The text of a CSV cell. Numbers in JavaScript's shortest form that reads back as the same float64, NaN,
 * Infinity, -Infinity and -0 included (`Number(text)` gives each of them back); null as the empty cell; texts as
 * `guardFormula` has them.
 */
export function formatCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return guardFormula(cell);
  return Object.is(cell, -0) ? '-0' : String(cell);
}

/** What a spreadsheet takes for a formula (OWASP, "CSV Injection"), behind any apostrophes of the text's own. */
const FORMULA = /^'*[=+\-@\t\r]/;

/** A number with a sign is none: it stays as it is. */
const SIGNED_NUMBER = /^[+-](\d+\.?\d*|\.\d+)(e[+-]?\d+)?$|^[+-]Infinity$/i;

/**
 * A text that no spreadsheet runs as a formula: an apostrophe goes before one that begins with `=`, `+`, `-`, `@`, a tab
 * or a carriage return, and is no number. `readText` gives the text back.
 */
export function guardFormula(text: string): string {
  return FORMULA.test(text) && !SIGNED_NUMBER.test(text) ? `'${text}` : text;
}

/** The inverse of `guardFormula`; also where a file of other people's guards its cells in this way. */
export function readText(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}
