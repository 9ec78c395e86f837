import { describe, expect, test } from 'vitest';
import { compare } from '../../../scripts/bench/agreement.ts';
import type { Entry } from '../../../scripts/bench/entry.ts';
import type { Computed } from '../../../scripts/bench/protocol.ts';

const TOLERANCE = 1e-3;

function answer(name: string, precision: string, computed: Computed) {
  const entry: Entry = {
    work: 'product 2-1',
    name,
    precision,
    threads: 1,
    check: async () => computed,
    turn: async () => [1],
  };
  return { entry, computed };
}

/** The comparison of one entry with the reference. */
function against(reference: Computed, precision: string, computed: Computed) {
  const answers = [answer('ours', 'float64', reference), answer('peer', precision, computed)];
  return compare(answers, TOLERANCE)[1]!;
}

describe('the agreement of contenders', () => {
  test('allows rounding of the precision, relative to the largest element', () => {
    const { difference, complaints } = against({ product: [0, 100] }, 'float64', { product: [5e-8, 100] });
    expect(difference).toBeCloseTo(5e-10, 20);
    expect(complaints).toEqual([]);
    expect(against({ product: [0, 100] }, 'float32', { product: [5e-3, 100] }).complaints).toEqual([]);
  });

  test('names work, quantity, contender, difference and allowance of what is beyond', () => {
    expect(against({ product: [0, 100] }, 'float64', { product: [1e-6, 100] }).complaints).toEqual([
      'product 2-1: product of peer (float64) differs from ours by 1.0e-8, allowed 1.0e-9',
    ]);
    expect(against({ product: [1] }, 'float32', { product: [1.001] }).complaints).toHaveLength(1);
  });

  test('takes NaN and another length for a difference', () => {
    expect(against({ loss: 1 }, 'float64', { loss: Number.NaN }).complaints).toHaveLength(1);
    expect(against({ product: [1, 2] }, 'float64', { product: [1] }).complaints).toHaveLength(1);
  });

  test('lets a certified eigenvalue differ by the residuals of both, no more', () => {
    const within = { lambda_max: [10.019], relative_residual: 1e-3 };
    const beyond = { lambda_max: [10.021], relative_residual: 1e-3 };
    expect(against({ lambda_max: [10] }, 'float64', within).complaints).toEqual([]);
    expect(against({ lambda_max: [10] }, 'float64', beyond).complaints).toHaveLength(1);
  });

  test.each([
    ['without a residual', {}],
    ['with a residual beyond the tolerance', { relative_residual: 2e-3 }],
  ])('only tells the difference of an eigenvalue %s', (_, about) => {
    const { difference, complaints } = against({ lambda_max: [10] }, 'float32', {
      lambda_max: [12],
      ...about,
    });
    expect(difference).toBeCloseTo(0.2);
    expect(complaints).toEqual([]);
  });

  test('does not compare what contenders tell about themselves', () => {
    const ours = { loss: 1, products: 2, relative_residual: 1e-4 };
    expect(against(ours, 'float64', { loss: 1, products: 20, relative_residual: 1e-3 }).difference).toBe(0);
  });
});
