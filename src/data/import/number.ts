import { shorten } from './shorten.ts';

/** A decimal number as CSV writers put it: 12, -0.5, .5, 3., +1e-3. Hexadecimal and digit groups are not. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const COMMA_NUMBER = /^[+-]?\d+(,\d+)+(\.\d*)?$/;
const MISSING = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', 'nil', '?', '-', '.']);
const INFINITE = /^[+-]?inf(inity)?$/i;

/** A cell's number, or why it has none. */
export type ParsedNumber = { readonly value: number } | { readonly problem: string };

/** Reads one cell strictly: a finite decimal number, or the reason (with a remedy) why it is refused. */
export function parseNumber(cell: string): ParsedNumber {
  if (NUMBER.test(cell)) {
    const value = Number(cell);
    if (Number.isFinite(value)) return { value };
    return { problem: `"${shorten(cell)}" is too large for a float64 number (at most 1.8e308)` };
  }
  if (cell === '') return { problem: 'the cell is empty; fill it or leave the row out' };
  if (MISSING.has(cell.toLowerCase())) {
    return { problem: `"${cell}" marks a missing value; fill it or leave the row out` };
  }
  if (INFINITE.test(cell)) return { problem: `"${cell}" is not a finite number; leave the row out` };
  if (COMMA_NUMBER.test(cell)) {
    return { problem: `"${shorten(cell)}" has a comma; write 3.14 with a decimal point and no digit groups` };
  }
  return {
    problem: `"${shorten(cell)}" is not a number; code it as one or list the other columns under data.features`,
  };
}
