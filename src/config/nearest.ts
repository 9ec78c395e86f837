import { distance } from 'fastest-levenshtein';

/** Fewest letters that say something as the beginning of a longer name. */
const SHORTEST_BEGINNING = 3;

/**
 * The candidate that was likely meant, whatever its case; null when none is near. Near is: at most a third of the
 * letters mistyped, in the whole name or in one of its words (`bostn` for `boston-house-prices`), the same letters in
 * another order (`rnu` for `run`), or a beginning of three letters or more.
 */
export function nearest(text: string, candidates: readonly string[]): string | null {
  const near = candidates
    .map((candidate) => ({ candidate, remoteness: remoteness(text, candidate) }))
    .filter(({ remoteness }) => remoteness !== null)
    .sort((a, b) => a.remoteness! - b.remoteness!);
  return near[0]?.candidate ?? null;
}

/** The share of mistyped letters, 0 to 1/3; between 1 and 2 where a part of the name is near; null when none is. */
function remoteness(text: string, candidate: string): number | null {
  const [given, name] = [text.toLowerCase(), candidate.toLowerCase()];
  if (given === '') return null;
  const whole = mistyped(given, name);
  if (whole !== null) return whole;
  const shorter = Math.min(given.length, name.length);
  if (shorter >= SHORTEST_BEGINNING && (name.startsWith(given) || given.startsWith(name))) return 1;
  const words = candidate.split(/[^\p{L}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})/u).map((word) => word.toLowerCase());
  const parts = words
    .filter((word) => word.length >= SHORTEST_BEGINNING && word !== name)
    .map((word) => mistyped(given, word))
    .filter((share) => share !== null);
  return parts.length === 0 ? null : 1 + Math.min(...parts);
}

/** The share of mistyped letters, null above a third. */
function mistyped(given: string, name: string): number | null {
  const longer = Math.max(given.length, name.length);
  const letters = (word: string) => [...word].sort().join('');
  // Two letters that changed places count once, as one slip of the hand.
  const slips = letters(given) === letters(name) ? Math.min(1, distance(given, name)) : distance(given, name);
  return slips <= Math.floor(longer / 3) ? slips / longer : null;
}
