import type { Bound, Range } from './experiment.ts';
import type { Verdict } from './result.ts';

/** The ends of a claimed range; null where it is open. Plain data, as it stands in `verdict.json`. */
export type RangeEnds = readonly [from: number | null, to: number | null];

/** The ends of a range or bound: of the logarithm where the effect is a factor. */
export function endsOf(claim: Range | Bound): RangeEnds {
  if ('within' in claim) return claim.within;
  if ('above' in claim) return [claim.above, null];
  if ('below' in claim) return [null, claim.below];
  return 'atMost' in claim ? [null, claim.atMost] : [claim.atLeast, null];
}

/** Supported: the interval wholly inside the range; refuted: wholly outside; else inconclusive. */
export function judgeInterval(ends: RangeEnds, low: number, high: number): Verdict {
  const [from, to] = [ends[0] ?? Number.NEGATIVE_INFINITY, ends[1] ?? Number.POSITIVE_INFINITY];
  if (low > from && high < to) return 'supported';
  return high <= from || low >= to ? 'refuted' : 'inconclusive';
}
