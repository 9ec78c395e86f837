/** What a CSV cell can hold; null is a quantity that was not measured. */
export type Cell = number | string | boolean | null;

/**
 * The text of a CSV cell. Numbers in JavaScript's shortest form that reads back as the same float64, NaN,
 * Infinity, -Infinity and -0 included (`Number(text)` gives each of them back); null as the empty cell.
 */
export function formatCell(cell: Cell): string {
  if (cell === null) return '';
  return Object.is(cell, -0) ? '-0' : String(cell);
}
