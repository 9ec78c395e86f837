import { median } from 'simple-statistics';
import type { Interval } from '../statistics/median-bootstrap.ts';
import { comparePaired } from '../statistics/paired.ts';
import { compareUnpaired } from '../statistics/unpaired.ts';
import { chosenEpochs, measured, type When } from './epochs.ts';
import type { Pairing } from './pairing.ts';
import type { Sample } from './sample.ts';

/** An estimate; the bounds of its 95 % interval are null where there is a single pair, or unpaired a single run on a side. */
export interface Estimate {
  readonly estimate: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** How one quantity of `other` compares with that of `reference` at one epoch. */
export interface Comparison {
  readonly column: string;
  readonly epoch: number;
  /** Letters of the samples. */
  readonly reference: string;
  readonly other: string;
  readonly pairing: Pairing['kind'];
  /** Pairs with two finite numbers; null where nothing is paired. */
  readonly pairs: number | null;
  /** Numbers behind each median. */
  readonly referenceCount: number;
  readonly otherCount: number;
  readonly referenceMedian: number | null;
  readonly otherMedian: number | null;
  /** Median of other − reference over the pairs; unpaired the difference of the medians. */
  readonly difference: Estimate | null;
  /** Median of ln(other/reference), unpaired ln of the medians' ratio; null where a number is not positive. */
  readonly logRatio: Estimate | null;
  readonly test: {
    /**
     * Wilcoxon's signed-rank test of the log ratios, or of the differences where there are none; unpaired his rank-sum
     * test of the two samples.
     */
    readonly kind: 'signed-rank' | 'rank-sum';
    readonly p: number;
    /** Rank-biserial correlation, of matched pairs or of two samples, −1 to 1: positive where `other` is larger. */
    readonly effect: number;
    readonly method: 'exact' | 'normal approximation';
  } | null;
  /** Pairs, or unpaired runs, without a value at this epoch, and with NaN or Infinity. */
  readonly missing: number;
  readonly notFinite: number;
}

/** Compares one column of two samples at the epochs that `when` means; [] where the two share no such epoch. */
export function compareColumn(
  reference: Sample,
  other: Sample,
  pairing: Pairing,
  column: string,
  when: When,
): Comparison[] {
  const [ours, theirs] = [measured(reference, column), measured(other, column)];
  return chosenEpochs([ours, theirs], when).map((epoch) => {
    const head = { column, epoch, reference: reference.letter, other: other.letter, pairing: pairing.kind };
    const valueIn = (runs: typeof ours) => new Map(runs.map(({ run, series }) => [run, series.get(epoch)]));
    const [first, second] = [valueIn(ours), valueIn(theirs)];
    if (pairing.kind === 'none') return { ...head, ...unpaired([...first.values()], [...second.values()]) };
    return { ...head, ...paired(pairing.pairs.map(([a, b]) => [first.get(a), second.get(b)])) };
  });
}

type Value = number | undefined;
type Result = Omit<Comparison, 'column' | 'epoch' | 'reference' | 'other' | 'pairing'>;

function paired(pairs: readonly (readonly [Value, Value])[]): Result {
  const there = pairs.filter((pair): pair is readonly [number, number] => !pair.includes(undefined));
  const finite = there.filter(isComparable);
  const counts = {
    pairs: finite.length,
    referenceCount: finite.length,
    otherCount: finite.length,
    missing: pairs.length - there.length,
    notFinite: there.length - finite.length,
  };
  if (finite.length === 0) return { ...NOTHING, ...counts };
  const [first, second] = [finite.map(([a]) => a), finite.map(([, b]) => b)];
  const { difference, logRatio, test } = comparePaired(first, second);
  const bounded = (interval: Interval) => boundedBy(finite.length, interval);
  return {
    ...counts,
    referenceMedian: median(first),
    otherMedian: median(second),
    difference: bounded(difference),
    logRatio: logRatio && bounded(logRatio),
    test: { kind: 'signed-rank', p: test.p, effect: test.rankBiserial, method: test.method },
  };
}

/** Whether difference and ratio can be computed: both finite, and no overflow on the way. */
function isComparable([a, b]: readonly [number, number]): boolean {
  const isRatio = a > 0 && b > 0;
  return Number.isFinite(b - a) && (!isRatio || Number.isFinite(Math.log(b / a)));
}

function unpaired(first: readonly Value[], second: readonly Value[]): Result {
  const all = [...first, ...second];
  const there = all.filter((value) => value !== undefined);
  const [ours, theirs] = [first, second].map((values) =>
    values.filter((value): value is number => Number.isFinite(value)),
  ) as [number[], number[]];
  const counts = {
    pairs: null,
    referenceCount: ours.length,
    otherCount: theirs.length,
    missing: all.length - there.length,
    notFinite: there.length - ours.length - theirs.length,
  };
  const referenceMedian = ours.length > 0 ? median(ours) : null;
  const otherMedian = theirs.length > 0 ? median(theirs) : null;
  if (referenceMedian === null || otherMedian === null) {
    return { ...NOTHING, ...counts, referenceMedian, otherMedian };
  }
  // No overflow on the way: neither of a difference nor of the mean of two middle numbers.
  if (!Number.isFinite(2 * Math.max(...[...ours, ...theirs].map(Math.abs)))) {
    return { ...NOTHING, ...counts, referenceMedian, otherMedian };
  }
  const { difference, logRatio, test } = compareUnpaired(ours, theirs);
  const bounded = (interval: Interval) => boundedBy(Math.min(ours.length, theirs.length), interval);
  return {
    ...counts,
    referenceMedian,
    otherMedian,
    difference: bounded(difference),
    logRatio: logRatio && bounded(logRatio),
    test: { kind: 'rank-sum', p: test.p, effect: test.rankBiserial, method: test.method },
  };
}

/** A single number says nothing about how numbers spread. */
function boundedBy(count: number, { estimate, low, high }: Interval): Estimate {
  return count === 1 ? { estimate, low: null, high: null } : { estimate, low, high };
}

const NOTHING = { referenceMedian: null, otherMedian: null, difference: null, logRatio: null, test: null };
