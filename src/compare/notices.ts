import { counted } from '../statistics/counted.ts';
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
  const groups = new Map<string, Comparison[]>();
  for (const comparison of comparisons) {
    const { column, other, reference } = comparison;
    const key = `${column}, ${other} : ${reference}`;
    const group = groups.get(key);
    if (group) group.push(comparison);
    else groups.set(key, [comparison]);
  }
  const notices = [...groups].flatMap(([place, group]) => [
    ...omitted(place, group, 'missing', 'without a value'),
    ...omitted(place, group, 'notFinite', 'with NaN or Infinity'),
  ]);
  const counts = comparisons.flatMap(({ pairs }) => (pairs === null ? [] : [pairs]));
  const fewest = Math.min(...counts.filter((count) => count > 0));
  if (fewest === 1) notices.push('With one pair there is no interval, and p is 1.');
  else if (fewest < FEWEST_FOR_FIVE_PERCENT) {
    notices.push(
      `With ${counted(fewest, 'pair')} p cannot be below ${2 ** (1 - fewest)}, whatever the effect.`,
    );
  }
  return notices;
}

/** One sentence for all epochs of a comparison at which something is left out. */
function omitted(
  place: string,
  group: readonly Comparison[],
  count: 'missing' | 'notFinite',
  why: string,
): string[] {
  const hit = group.filter((comparison) => comparison[count] > 0);
  if (hit.length === 0) return [];
  const most = hit.reduce((sum, comparison) => Math.max(sum, comparison[count]), 0);
  const what = counted(most, group[0]!.pairs === null ? 'run' : 'pair');
  const [first, last] = [hit[0]!.epoch, hit.at(-1)!.epoch];
  if (hit.length === 1) return [`${place} at epoch ${first}: ${what} ${why} left out.`];
  return [`${place} at ${hit.length} epochs from ${first} to ${last}: up to ${what} ${why} left out.`];
}

/** The smallest two-sided p of n pairs is 2^(1−n), below 0.05 from here on. */
const FEWEST_FOR_FIVE_PERCENT = 6;

/** Comparisons that found no epoch to compare at. */
export function epochNotice({ reference, other }: PlannedComparison, column: string, when: string): string {
  return `${column}, ${other.letter} : ${reference.letter}: no value on both sides at epoch ${when}.`;
}
