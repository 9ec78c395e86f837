import { shorten } from '../data/import/shorten.ts';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const INFINITE = /^([+-]?)inf(inity)?$/i;
const MISSING = new Set(['', 'na', 'n/a', 'null', 'none', '<na>']);

/**
 * A cell of a log as a number: null where nothing was measured (empty, NA, null, None); NaN and ±Infinity, which
 * diverged runs log, in the spellings of JavaScript, Python and R. undefined where the text is no number.
 */
export function cellNumber(text: string): number | null | undefined {
  const cell = text.trim();
  if (NUMBER.test(cell)) return Number(cell);
  const lower = cell.toLowerCase();
  if (MISSING.has(lower)) return null;
  if (lower === 'nan' || lower === '-nan') return Number.NaN;
  const sign = INFINITE.exec(cell)?.[1];
  if (sign === undefined) return undefined;
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Why a text is no number, with the remedy where one is plain. */
export function notANumber(text: string): string {
  const comma = /^[+-]?\d+,\d+$/.test(text) ? '; write it with a decimal point' : '';
  return `"${shorten(text)}" is not a number${comma}`;
}
