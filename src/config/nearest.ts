import { closest, distance } from 'fastest-levenshtein';

/** The nearest of the candidates, when near enough that a typing error is likely; null otherwise. */
export function nearest(text: string, candidates: readonly string[]): string | null {
  if (candidates.length === 0) return null;
  const candidate = closest(text.toLowerCase(), [...candidates]);
  const limit = Math.floor(Math.max(text.length, candidate.length) / 3);
  return distance(text.toLowerCase(), candidate.toLowerCase()) <= limit ? candidate : null;
}
