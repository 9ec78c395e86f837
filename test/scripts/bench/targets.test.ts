import { describe, expect, test } from 'vitest';
import type { Result } from '../../../scripts/bench/result.ts';
import { judge, TARGETS } from '../../../scripts/bench/targets.ts';

function result(
  work: string,
  name: string,
  precision: string,
  median: number,
  products: number | null = null,
) {
  const outcome: Result = {
    entry: { work, name, precision, threads: 1, check: async () => ({}), turn: async () => [median] },
    timing: { median, lowerQuartile: median, upperQuartile: median, calls: 1 },
    ratio: 1,
    products,
    relativeResidual: null,
    difference: 0,
  };
  return outcome;
}

/** The verdict on the first target of a work that bounds a quantity. */
function verdict(results: Result[], work: string, quantity: string) {
  return judge(results).find((target) => target.work === work && target.quantity === quantity);
}

describe('a target', () => {
  const work = 'product 16-32-32-1';
  const own = result(work, 'closed form', 'float64', 1);

  test('on a ratio is met when the time over the peer’s in the same precision is at most the limit', () => {
    const otherPrecision = result(work, 'JAX jit', 'float32', 100);
    const judged = (median: number) =>
      verdict([own, otherPrecision, result(work, 'JAX jit', 'float64', median)], work, 'ratio');
    expect(judged(2)).toMatchObject({ limit: 0.5, measured: 0.5, met: true });
    expect(judged(1.9)).toMatchObject({ measured: 1 / 1.9, met: false });
  });

  test('is neither met nor missed without the peer or without ours', () => {
    expect(verdict([own], work, 'ratio')).toMatchObject({ measured: null, met: null });
    expect(verdict([], work, 'ratio')).toMatchObject({ measured: null, met: null });
  });

  test('on products needs no peer', () => {
    const path = result('path 13-32-32-1', 'closed form, warm start', 'float64', 5, 2.5);
    expect(verdict([path], 'path 13-32-32-1', 'products')).toMatchObject({ measured: 2.5, met: true });
  });

  test('stands in the table whatever was measured', () => {
    expect(judge([])).toHaveLength(TARGETS.length);
  });
});
