/** The numbers of a comparison, from tables small enough to be worked out by hand. */
import { fc, it as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { compareColumn } from '../../src/compare/comparison.ts';
import type { When } from '../../src/compare/epochs.ts';
import { comparisonNotices } from '../../src/compare/notices.ts';
import { pairRuns } from '../../src/compare/pairing.ts';
import { planComparisons } from '../../src/compare/plan.ts';
import { samplesOfCsv } from './files.ts';

/** The mean of the middle two differences is summed in another order. */
const ROUNDING = 1e-9;

function compared(first: string, second: string, when: When = 'last', column = 'x') {
  const [a, b] = samplesOfCsv(first, second) as [never, never];
  return compareColumn(a, b, pairRuns(a, b), column, when);
}

const table = (values: readonly (number | string)[], epoch = 0) =>
  `epoch,seed,x\n${values.map((value, i) => `${epoch},${i + 1},${value}\n`).join('')}`;

describe('a paired comparison', () => {
  it('has the medians, differences, log ratios and the exact test worked out by hand', () => {
    // b/a = 2, 4, 8: logs ln 2, ln 4, ln 8; b − a = 1, 6, 28. Of 3 draws from 3 the median is the smallest with
    // probability 7/27 > 2.5 %, so the interval is the range. All signs agree: p = 2/2³.
    const [found] = compared(table([1, 2, 4]), table([2, 8, 32]));
    expect(found).toMatchObject({ epoch: 0, pairing: 'seed', pairs: 3, referenceMedian: 2, otherMedian: 8 });
    expect(found!.difference).toEqual({ estimate: 6, low: 1, high: 28 });
    expect(found!.logRatio!.estimate).toBeCloseTo(Math.log(4), 14);
    expect(found!.logRatio!.low).toBeCloseTo(Math.log(2), 14);
    expect(found!.logRatio!.high).toBeCloseTo(Math.log(8), 14);
    expect(found!.test).toEqual({ kind: 'signed-rank', p: 0.25, effect: 1, method: 'exact' });
  });

  it('pairs by seed, whatever the order of the rows, and leaves out seeds of one side', () => {
    const [found] = compared(
      'epoch,seed,x\n0,3,30\n0,1,10\n0,9,7\n',
      'epoch,seed,x\n0,1,11\n0,3,33\n0,8,1000\n',
    );
    expect(found).toMatchObject({ pairs: 2, difference: { estimate: 2, low: 1, high: 3 } });
  });

  it('has no ratio where a number is not positive, and tests the differences', () => {
    const [found] = compared(table([1, -2, 0]), table([2, 1, 5]));
    expect(found).toMatchObject({
      logRatio: null,
      difference: { estimate: 3 },
      test: { p: 0.25, effect: 1 },
    });
  });

  it('leaves out pairs with NaN, Infinity or an empty cell, and counts them', () => {
    const [found] = compared(table([1, 2, 3, 4, 5]), table([2, 'NaN', 'Infinity', '', 6]), 0);
    expect(found).toMatchObject({ pairs: 2, notFinite: 2, missing: 1, difference: { estimate: 1 } });
  });

  it('tells what is left out in one sentence, and what so few pairs cannot show', () => {
    const rows = 'epoch,seed,x\n0,1,1\n1,1,1\n2,1,1\n0,2,1\n1,2,1\n2,2,1\n';
    const holes = 'epoch,seed,x\n0,1,1\n1,1,nan\n2,1,inf\n0,2,1\n1,2,inf\n2,2,\n';
    expect(comparisonNotices(compared(rows, holes, 'all'))).toEqual([
      'x, b : a at epoch 2: 1 pair without a value left out.',
      'x, b : a at 2 epochs from 1 to 2: up to 2 pairs with NaN or Infinity left out.',
      'With 2 pairs p cannot be below 0.5, whatever the effect.',
      'An interval of 2 is their range: it covers the median in 50 % of all cases, not in 95 %.',
    ]);
    expect(comparisonNotices(compared(table([1]), table([2])))).toEqual([
      'With one pair there is no interval, and p is 1.',
    ]);
    const six = table([1, 2, 3, 4, 5, 6]);
    expect(comparisonNotices(compared(six, six))).toEqual([]);
  });

  it('leaves out a pair whose difference or ratio overflows', () => {
    const [found] = compared(table([-1e308, 1e-308, 1]), table([1e308, 1e308, 2]));
    expect(found).toMatchObject({ pairs: 1, notFinite: 2 });
  });

  it('has no interval with a single pair', () => {
    const [found] = compared('epoch,x\n0,2\n', 'epoch,x\n0,3\n');
    expect(found).toMatchObject({
      pairing: 'single',
      difference: { estimate: 1, low: null, high: null },
      test: { p: 1, effect: 1 },
    });
  });

  property.prop([
    fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 12 }),
  ])('of a run with itself gives exactly 0 and p = 1', (values) => {
    const [found] = compared(table(values), table(values));
    expect(found!.difference!.estimate).toBe(0);
    expect(found!.test!.p).toBe(1);
    if (found!.logRatio) expect(found!.logRatio.estimate).toBe(0);
  });

  property.prop([
    fc.array(fc.tuple(fc.double({ min: 1e-6, max: 1e6 }), fc.double({ min: 1e-6, max: 1e6 })), {
      minLength: 1,
      maxLength: 10,
    }),
  ])('turns its signs when the sides change places', (pairs) => {
    const [first, second] = [table(pairs.map(([a]) => a)), table(pairs.map(([, b]) => b))];
    const [there, back] = [compared(first, second)[0]!, compared(second, first)[0]!];
    const sum = back.difference!.estimate + there.difference!.estimate;
    expect(Math.abs(sum)).toBeLessThanOrEqual(ROUNDING * Math.abs(there.difference!.estimate));
    expect(back.test!.p).toBeCloseTo(there.test!.p, 12);
    expect(back.test!.effect).toBeCloseTo(-there.test!.effect, 12);
  });
});

describe('an unpaired comparison', () => {
  const others = (values: readonly (number | string)[]) =>
    `epoch,seed,x\n${values.map((value, i) => `0,${i + 101},${value}\n`).join('')}`;

  it('has the medians, their difference and ratio, and the rank-sum test, worked out by hand', () => {
    // Of 2 draws from {10, 20} the median is 10, 15 or 20, with 1/4, 1/2, 1/4; of 3 from {1, 2, 3} it is 1, 2 or 3, with
    // 7/27, 13/27, 7/27: the ends 10 − 3 and 20 − 1 have 7/108 > 2.5 % each. Both of b exceed all of a: p = 2/C(5, 2).
    const [found] = compared(table([1, 2, 3]), others([10, 20]));
    expect(found).toMatchObject({ pairing: 'none', pairs: null, referenceMedian: 2, otherMedian: 15 });
    expect(found).toMatchObject({ referenceCount: 3, otherCount: 2, missing: 0, notFinite: 0 });
    expect(found!.difference).toEqual({ estimate: 13, low: 7, high: 19 });
    expect(found!.logRatio!.estimate).toBeCloseTo(Math.log(7.5), 14);
    expect(found!.logRatio!.low).toBeCloseTo(Math.log(10 / 3), 14);
    expect(found!.logRatio!.high).toBeCloseTo(Math.log(20), 14);
    expect(found!.test).toEqual({ kind: 'rank-sum', p: 0.2, effect: 1, method: 'exact' });
  });

  it('leaves out NaN, Infinity and empty cells, and has no ratio where a number is not positive', () => {
    const [found] = compared(table([1, 'NaN', 3, '']), others([0, 2, 'Infinity']));
    expect(found).toMatchObject({ referenceCount: 2, otherCount: 2, missing: 1, notFinite: 2 });
    expect(found).toMatchObject({ logRatio: null, difference: { estimate: -1 } });
  });

  it('has no interval where a side has a single run, and nothing but medians where numbers overflow', () => {
    const [single] = compared(table([1, 2, 3]), others([5]));
    expect(single).toMatchObject({ difference: { estimate: 3, low: null, high: null }, test: { p: 0.5 } });
    const [large] = compared(table([1e308, 0, -1e308]), others([1]));
    expect(large).toMatchObject({ referenceMedian: 0, otherMedian: 1, difference: null, test: null });
  });

  it('tells what so few runs cannot show', () => {
    expect(comparisonNotices(compared(table([1, 2, 3]), others([5])))).toEqual([
      'With one run on a side there is no interval.',
      'With 1 against 3 runs p cannot be below 0.5, whatever the effect.',
    ]);
    expect(comparisonNotices(compared(table([1, 2, 3, 4]), others([5, 6, 7, 8])))).toEqual([]);
  });
});

describe('whether runs are paired', () => {
  const told = (...texts: string[]) => {
    const samples = samplesOfCsv(...texts);
    return planComparisons({ samples, notices: [] }).notices;
  };
  const seeds = (...numbers: (number | string)[]) =>
    `epoch,seed,x\n${numbers.map((seed) => `0,${seed},1\n`).join('')}`;

  it('by seed is said once for all', () => {
    expect(told(seeds(1, 2), seeds(2, 1), seeds(2, 3))).toEqual([
      'Paired by seed, p of the signed-rank test: b : a, c : a.',
      'c : a: only a has seed 1: left out.',
      'c : a: only c has seed 3: left out.',
    ]);
  });

  it('as one run each is said, with the seeds where they differ', () => {
    expect(told(seeds(1), seeds(2), seeds(1))).toEqual([
      'Paired by seed, p of the signed-rank test: c : a.',
      'b : a: one run each, of seeds 1 and 2, taken as a pair.',
    ]);
    expect(told('epoch,x\n0,1\n', 'epoch,x\n0,1\n')).toEqual(['b : a: one run each, taken as a pair.']);
  });

  it('or not is said with the reason', () => {
    const rest = 'difference of the medians and p of the rank-sum test, for independent samples.';
    expect(told(seeds(1, 2), seeds(3, 4, 5, 6, 7, 8, 9))).toEqual([
      `b : a: not paired, for no seed is in both (a: 1, 2; b: 3, 4, 5, 6, 7, …); ${rest}`,
    ]);
    expect(told(seeds(1, 2), 'epoch,x\n0,1\n')).toEqual([
      `b : a: not paired, for the runs of b name no seed; ${rest}`,
    ]);
  });
});

describe('the epochs', () => {
  const short = 'epoch,seed,x\n0,1,1\n1,1,2\n2,1,3\n0,2,1\n1,2,2\n';
  const long = 'epoch,seed,x\n0,1,1\n1,1,\n2,1,9\n3,1,9\n0,2,5\n1,2,5\n';

  it.each([
    ['first', [0]],
    ['last', [0]],
    ['all', [0, 1, 2]],
    [2, [2]],
    [3, []],
  ] as const)('%s means %j where runs have unequal lengths and empty cells', (when, epochs) => {
    expect(compared(short, long, when).map(({ epoch }) => epoch)).toEqual(epochs);
  });

  it('a diverged run does not hold the last epoch back', () => {
    const ended = 'epoch,seed,status,x\n0,1,completed,1\n1,1,completed,2\n0,2,diverged,9\n';
    expect(compared(ended, 'epoch,seed,x\n0,1,1\n1,1,1\n0,2,1\n1,2,1\n')).toMatchObject([
      { epoch: 1, pairs: 1, missing: 1 },
    ]);
  });
});
