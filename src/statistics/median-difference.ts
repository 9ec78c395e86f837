import { median } from 'simple-statistics';
import { type Atom, checkSample, type Interval, medianDistribution, ROUNDING } from './median-bootstrap.ts';

/**
 * How far the medians of two independent samples lie apart, with the percentile interval of the bootstrap (Efron and
 * Tibshirani 1993, section 8.3: each sample is resampled by itself). The two medians' distributions are known exactly,
 * and so is that of their difference: nothing is resampled, and the interval is a function of the samples alone.
 *
 * @param first and `second`: at least one number each, finite
 * @param scale of the difference: `plain` for second − first, `log` for ln(second/first), of positive numbers
 * @param confidence in (0, 1), default 0.95
 * @throws RangeError for a sample that is empty or holds a number that is not finite, or with `log` not positive
 */
export function medianDifference(
  first: readonly number[],
  second: readonly number[],
  scale: 'plain' | 'log' = 'plain',
  confidence = 0.95,
): Interval {
  for (const sample of [first, second]) checkSample('medianDifference', sample);
  if (scale === 'log' && [...first, ...second].some((value) => value <= 0)) {
    throw new RangeError('medianDifference: logarithms need positive numbers');
  }
  const scaled = scale === 'log' ? Math.log : (value: number) => value;
  const [below, above] = [first, second].map((sample) =>
    medianDistribution(sample).map(({ value, probability }) => ({ value: scaled(value), probability })),
  ) as [Atom[], Atom[]];
  const tail = (1 - confidence) / 2;
  return {
    estimate: scaled(median([...second])) - scaled(median([...first])),
    low: quantile(below, above, tail),
    high: quantile(below, above, 1 - tail),
    confidence,
  };
}

/** Enough to come from any range down to two neighbouring numbers, or to 1e-60 of it where they lie next to 0. */
const BISECTIONS = 200;

/** The smallest difference whose cumulated probability reaches `share`. */
function quantile(below: readonly Atom[], above: readonly Atom[], share: number): number {
  const reaches = (d: number) => cumulated(below, above, d) >= share - ROUNDING;
  const lowest = above[0]!.value - below.at(-1)!.value;
  if (reaches(lowest)) return lowest;
  let [low, high] = [lowest, above.at(-1)!.value - below[0]!.value];
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (reaches(middle)) high = middle;
    else low = middle;
  }
  return nextDifference(below, above, low);
}

/** P(above − below ≤ d): both ascend, so the place of the one moves on with the other. */
function cumulated(below: readonly Atom[], above: readonly Atom[], d: number): number {
  let [sum, tail, place] = [0, 0, below.length];
  for (let i = above.length - 1; i >= 0; i--) {
    const { value, probability } = above[i]!;
    while (place > 0 && value - below[place - 1]!.value <= d) {
      place -= 1;
      tail += below[place]!.probability;
    }
    sum += probability * tail;
  }
  return sum;
}

/** The smallest difference above `d`: each number of the one has its own next below in the other. */
function nextDifference(below: readonly Atom[], above: readonly Atom[], d: number): number {
  let next = Number.POSITIVE_INFINITY;
  let place = 0;
  for (const { value } of above) {
    while (place < below.length && value - below[place]!.value > d) place += 1;
    if (place > 0) next = Math.min(next, value - below[place - 1]!.value);
  }
  return next;
}
