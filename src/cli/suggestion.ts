import { closest, distance } from 'fastest-levenshtein';

/** `, did you mean "epochs"?` when a known word is within a third of the given word's letters; '' otherwise. */
export function didYouMean(given: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const nearest = closest(given, known);
  return distance(given, nearest) <= Math.max(1, Math.floor(given.length / 3))
    ? `, did you mean "${nearest}"?`
    : '';
}
