/** What a CSV cell can hold; null is a quantity that was not measured. */
export type Cell = number | string | boolean | null;

/**
 * The text of a cell. Numbers in JavaScript's shortest form that reads back as the same float64, NaN, Infinity,
 * -Infinity and -0 included (`Number(text)` gives each of them back); null as the empty text.
 */
export function formatCell(cell: Cell): string {
  if (cell === null) return '';
  return Object.is(cell, -0) ? '-0' : String(cell);
}

/**
 * What a spreadsheet may take for a formula (OWASP, "CSV Injection"; the wide forms are those of Japanese systems), behind
 * any apostrophes of the text's own.
 */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** A number with a sign, in the spellings of JavaScript, Python and R, is none: it stays as it is. */
const SIGNED_NUMBER = /^[+-]((\d+\.?\d*|\.\d+)(e[+-]?\d+)?|inf(inity)?|nan)$/i;

/**
 * A text as a CSV file has it, for a spreadsheet to show and not to run: an apostrophe goes before one that begins with
 * `=`, `+`, `-`, `@`, a tab or a line break and is no number. `unguardFormula` takes it away.
 */
export function guardFormula(text: string): string {
  return FORMULA.test(text) && !SIGNED_NUMBER.test(text) ? `'${text}` : text;
}

/** The inverse of `guardFormula`; also for files of others that guard their cells in this way. */
export function unguardFormula(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}
