import type { Comparison } from './comparison.ts';
import type { PlannedComparison } from './plan.ts';
import { lastEpoch, type Sample } from './sample.ts';

/** Runs that have not completed, and runs of unequal lengths. */
export function runNotices(samples: readonly Sample[]): string[] {
  const unended = samples.flatMap(({ letter, runs }) =>
    runs.flatMap((run) => {
      if (run.status === null || run.status === 'completed') return [];
      const seed = run.seed === null ? '' : ` seed ${run.seed}`;
      return [`${letter}${seed} is ${run.status}, with its last row at epoch ${lastEpoch(run)}.`];
    }),
  );
  const ends = samples.map(({ runs }) => [...new Set(runs.map(lastEpoch))].sort((a, b) => a - b));
  if (new Set(ends.flat()).size < 2) return unended;
  const told = samples.map(({ letter }, i) => {
    const [first, last] = [ends[i]![0]!, ends[i]!.at(-1)!];
    return `${letter} ends at epoch ${first === last ? last : `${first} to ${last}`}`;
  });
  return [...unended, `Unequal lengths: ${told.join(', ')}.`];
}

/** What the numbers of comparisons leave out, and what so few pairs cannot show. */
export function comparisonNotices(comparisons: readonly Comparison[]): string[] {
  const notices = comparisons.flatMap((comparison) => {
    const { column, epoch, other, reference, missing, notFinite, pairs } = comparison;
    const place = `${column} at epoch ${epoch}, ${other} : ${reference}`;
    const what = pairs === null ? 'runs' : 'pairs';
    return [
      ...(missing > 0 ? [`${place}: ${missing} ${what} without a value left out.`] : []),
      ...(notFinite > 0 ? [`${place}: ${notFinite} ${what} with NaN or Infinity left out.`] : []),
    ];
  });
  const counts = comparisons.flatMap(({ pairs }) => (pairs === null ? [] : [pairs]));
  const fewest = Math.min(...counts.filter((count) => count > 0));
  if (fewest === 1) notices.push('With one pair there is no interval, and p is 1.');
  else if (fewest < FEWEST_FOR_FIVE_PERCENT) {
    notices.push(`With ${fewest} pairs p cannot be below ${2 ** (1 - fewest)}, whatever the effect.`);
  }
  return notices;
}

/** The smallest two-sided p of n pairs is 2^(1−n), below 0.05 from here on. */
const FEWEST_FOR_FIVE_PERCENT = 6;

/** Comparisons that found no epoch to compare at. */
export function epochNotice({ reference, other }: PlannedComparison, column: string, when: string): string {
  return `${column}, ${other.letter} : ${reference.letter}: no value on both sides at epoch ${when}.`;
}
