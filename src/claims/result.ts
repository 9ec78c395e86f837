import type { RangeEnds } from './range-ends.ts';
import type { RepetitionFinding } from './repetition.ts';

/** What an experiment says about its claim. */
export type Verdict = 'supported' | 'refuted' | 'inconclusive';

/** One run with its numbers, every null replaced by its cap. */
export interface Row {
  /** Of an exact claim: `instance`. */
  readonly arm: string;
  readonly seed: number;
  readonly quantities: Readonly<Record<string, number>>;
  /** Names of the quantities that were never reached. */
  readonly capped: readonly string[];
  readonly curves: Readonly<Record<string, readonly number[]>>;
}

/** One effect or check, judged. */
export interface Finding {
  readonly name: string;
  /** The range that is claimed, in words: `above 1.41 (factor)`. */
  readonly claim: string;
  /** The same in numbers, in the unit of `estimate`. */
  readonly range: RangeEnds;
  readonly because: string;
  readonly role: 'verdict' | 'boundary';
  readonly unit: 'factor' | 'plain' | 'worst case';
  /** Median over seeds, of an exact claim the worst instance. Of the logarithm where `unit` is factor. */
  readonly estimate: number;
  /**
   * 95 % interval of the median, of an exact claim the range over instances. Of up to five seeds the interval is the
   * range of the sample, which covers the median of n seeds in 1 − 2^(1 − n) of all cases only.
   */
  readonly low: number;
  readonly high: number;
  /**
   * Wilcoxon's signed-rank test, two-sided, of the samples against the margin, so of what is claimed; null for an exact
   * claim, and for a claim of equivalence, whose range has two ends.
   */
  readonly p: number | null;
  /** Seeds. */
  readonly samples: number;
  /** Runs behind it that entered at a cap. */
  readonly capped: number;
  /** Where the interval lies; what it is worth depends on `samples`. */
  readonly verdict: Verdict;
}

/** The verdict with all that it rests on. */
export interface Judgement {
  readonly verdict: Verdict;
  /** The findings that made it, in words. */
  readonly reason: string;
  readonly findings: readonly Finding[];
  /** null for an exact claim, and where none was run. */
  readonly placebo: Finding | null;
  /** null for an exact claim, and where none was run. */
  readonly repetition: RepetitionFinding | null;
  /** Where the claim stops being true; null where nothing is told. */
  readonly boundary: string | null;
}

/** Everything an experiment found. */
export interface Result {
  readonly seeds: readonly number[];
  readonly rows: readonly Row[];
  readonly judgement: Judgement;
}
