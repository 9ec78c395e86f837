/**
 * A number for a reader: four significant digits; files keep all of them. From ten millions on, as what diverged ends in,
 * with an exponent, since zeros can only be counted. A dash where nothing was measured.
 */
export function formatNumber(value: number | null): string {
  if (value === null) return '-';
  const rounded = Number(value.toPrecision(4));
  const isLong = Number.isFinite(rounded) && Math.abs(rounded) >= 1e7;
  return isLong ? rounded.toExponential().replace('e+', 'e') : String(rounded);
}

/** The middle value of the measured ones, or the mean of the middle two; null when there are none. */
export function median(values: readonly (number | null)[]): number | null {
  const sorted = sort(values);
  if (sorted.length === 0) return null;
  const upper = sorted[Math.floor(sorted.length / 2)]!;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]!;
  return lower === upper ? lower : (lower + upper) / 2;
}

/** `0.21 (0.19 … 0.25)`: median, smallest and largest; the median alone where they agree. */
export function formatSpread(values: readonly (number | null)[]): string {
  const sorted = sort(values);
  const middle = formatNumber(median(values));
  if (sorted.length < 2) return middle;
  const [low, high] = [formatNumber(sorted[0]!), formatNumber(sorted.at(-1)!)];
  return low === high ? middle : `${middle} (${low} … ${high})`;
}

/** Ascending; NaN, what a diverged loss ends as, counts as the largest. */
function sort(values: readonly (number | null)[]): number[] {
  const measured = values.filter((value) => value !== null);
  const rank = (value: number) => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : value);
  return measured.sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
}
