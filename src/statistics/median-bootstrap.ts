import { median } from 'simple-statistics';

/** An estimate with an interval around it. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** Share of intervals made this way that cover the truth, nominally: 0.95. For few numbers see `rangeCoverage`. */
  readonly confidence: number;
}

/**
 * The median of a sample with the percentile interval of its bootstrap distribution (Efron and Tibshirani 1993, chapter
 * 13). Of a median that distribution is known exactly (Efron 1982, section 10.1): no resampling is done, so the interval
 * is a function of the sample alone, where a textbook's would change with the seed in its third digit.
 *
 * @param sample at least one number; for paired data their differences or log ratios
 * @param confidence in (0, 1), default 0.95
 * @throws RangeError when the sample is empty or holds a number that is not finite
 */
export function medianInterval(sample: readonly number[], confidence = 0.95): Interval {
  checkSample('medianInterval', sample);
  const atoms = medianDistribution(sample);
  const tail = (1 - confidence) / 2;
  const low = quantile(atoms, tail);
  const high = quantile(atoms, 1 - tail);
  return { estimate: median([...sample]), low, high, confidence };
}

/**
 * How often the interval of a sample this small covers the median of what it is drawn from, where that differs from the
 * nominal 95 %: up to five numbers it is the range of the sample, with coverage 1 − 2^(1 − n) for every continuous
 * distribution. null for six and more.
 *
 * @param count numbers in the sample, at least 1
 */
export function rangeCoverage(count: number): number | null {
  return count < 6 ? 1 - 2 ** (1 - count) : null;
}

/** The same in a sentence for the reader of an interval; null where there is nothing to say. */
export function intervalCaution(count: number): string | null {
  const coverage = rangeCoverage(count);
  if (coverage === null) return null;
  if (count === 1) return 'Of one number there is no interval.';
  const percent = Number((100 * coverage).toPrecision(3));
  return `An interval of ${count} is their range: it covers the median in ${percent} % of all cases, not in 95 %.`;
}

/** Throws a RangeError, in the caller's name, for a sample that is empty or holds a number that is not finite. */
export function checkSample(caller: string, sample: readonly number[]): void {
  if (sample.length === 0) throw new RangeError(`${caller}: the sample is empty`);
  const bad = sample.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  throw new RangeError(
    `${caller}: value ${bad} is ${sample[bad]}; replace it by a finite cap or leave it out, and say so`,
  );
}

/** A value of the bootstrapped median with its probability. */
export interface Atom {
  readonly value: number;
  readonly probability: number;
}

/**
 * The distribution of the median of n draws with replacement from n numbers, by value in ascending order. With n = 2m the
 * median lies between the m-th and the (m+1)-th smallest draw, here at ranks i < j with probability
 *
 *     C(n, m)·[(i/n)^m − ((i−1)/n)^m]·[((n−j+1)/n)^m − ((n−j)/n)^m]
 *
 * and otherwise both have the same rank i.
 */
export function medianDistribution(sample: readonly number[]): Atom[] {
  const sorted = [...sample].sort((a, b) => a - b);
  const n = sorted.length;
  const middle = Math.ceil(n / 2);
  /** P(the `middle`-th smallest draw has a rank ≤ i). */
  const atMost = Array.from({ length: n + 1 }, (_, i) => binomialTail(n, i / n, middle));
  if (n % 2 === 1) {
    return sorted.map((value, i) => ({ value, probability: atMost[i + 1]! - atMost[i]! }));
  }
  const atoms: Atom[] = [];
  // C(n, m)·x^m without overflow: the logarithm first.
  const logChoose = logFactorial(n) - 2 * logFactorial(middle);
  const power = (share: number) => (share === 0 ? 0 : Math.exp(logChoose / 2 + middle * Math.log(share)));
  for (let i = 1; i <= n; i++) {
    const lower = power(i / n) - power((i - 1) / n);
    let apart = 0;
    for (let j = i + 1; j <= n; j++) {
      const probability = lower * (power((n - j + 1) / n) - power((n - j) / n));
      apart += probability;
      atoms.push({ value: (sorted[i - 1]! + sorted[j - 1]!) / 2, probability });
    }
    atoms.push({ value: sorted[i - 1]!, probability: Math.max(0, atMost[i]! - atMost[i - 1]! - apart) });
  }
  return atoms.sort((a, b) => a.value - b.value);
}

/** P(a binomial count of n trials is at least k). */
function binomialTail(n: number, p: number, k: number): number {
  if (p <= 0) return k <= 0 ? 1 : 0;
  if (p >= 1) return 1;
  let sum = 0;
  for (let count = k; count <= n; count++) {
    const ways = logFactorial(n) - logFactorial(count) - logFactorial(n - count);
    sum += Math.exp(ways + count * Math.log(p) + (n - count) * Math.log1p(-p));
  }
  return Math.min(1, sum);
}

const logFactorials = [0];

function logFactorial(n: number): number {
  for (let i = logFactorials.length; i <= n; i++) logFactorials.push(logFactorials[i - 1]! + Math.log(i));
  return logFactorials[n]!;
}

/** Probabilities are sums of many terms: a quantile may lie this far off the exact one before the next value counts. */
export const ROUNDING = 1e-12;

/** The smallest value whose cumulated probability reaches `share`. */
function quantile(atoms: readonly Atom[], share: number): number {
  let sum = 0;
  for (const { value, probability } of atoms) {
    sum += probability;
    if (sum >= share - ROUNDING) return value;
  }
  return atoms.at(-1)!.value;
}
