import { counted } from '../statistics/counted.ts';
import { intervalCaution } from '../statistics/median-bootstrap.ts';
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

/** Which samples are paired, or why not; what pairing leaves out. */
export function pairingNotices(planned: readonly PlannedComparison[]): string[] {
  const bySeed = planned.filter(({ pairing }) => pairing.kind === 'seed');
  const sides = bySeed.map(({ reference, other }) => `${other.letter} : ${reference.letter}`);
  const paired =
    sides.length === 0 ? [] : [`Paired by seed, p of the signed-rank test: ${sides.join(', ')}.`];
  return [...paired, ...planned.flatMap(({ pairing }) => pairing.notices)];
}

/** What the numbers of comparisons leave out, and what so few runs cannot show. */
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
  return [...notices, ...pairedLimits(comparisons), ...unpairedLimits(comparisons)];
}

function pairedLimits(comparisons: readonly Comparison[]): string[] {
  const counts = comparisons.flatMap(({ pairs }) => (pairs === null ? [] : [pairs]));
  const fewest = Math.min(...counts.filter((count) => count > 0));
  if (fewest === 1) return ['With one pair there is no interval, and p is 1.'];
  const smallest = 2 ** (1 - fewest);
  const caution = Number.isFinite(fewest) ? intervalCaution(fewest) : null;
  return [
    ...(smallest <= 0.05 ? [] : [`With ${fewest} pairs p cannot be below ${smallest}, whatever the effect.`]),
    ...(caution === null ? [] : [caution]),
  ];
}

function unpairedLimits(comparisons: readonly Comparison[]): string[] {
  const sides = comparisons
    .filter(({ pairs, test }) => pairs === null && test !== null)
    .map(({ referenceCount, otherCount }): [number, number] => [otherCount, referenceCount])
    .sort((a, b) => smallestP(b) - smallestP(a));
  if (sides.length === 0) return [];
  const isSingle = sides.some((counts) => counts.includes(1));
  const notices = isSingle ? ['With one run on a side there is no interval.'] : [];
  const smallest = smallestP(sides[0]!);
  if (smallest <= 0.05) return notices;
  const counts = sides[0]!.join(' against ');
  return [
    ...notices,
    `With ${counts} runs p cannot be below ${Number(smallest.toPrecision(2))}, whatever the effect.`,
  ];
}

/** Of the rank-sum test: two of the C(n + m, n) choices of ranks are the most extreme ones. */
function smallestP([n, m]: readonly [number, number]): number {
  let choices = 1;
  for (let i = 1; i <= n; i++) choices *= (m + i) / i;
  return 2 / choices;
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

/** Comparisons that found no epoch to compare at. */
export function epochNotice({ reference, other }: PlannedComparison, column: string, when: string): string {
  return `${column}, ${other.letter} : ${reference.letter}: no value on both sides at epoch ${when}.`;
}
