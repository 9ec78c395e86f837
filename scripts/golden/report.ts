import { renderTable } from '../../src/cli/table.ts';
import type { Precision } from '../../src/objectives/engine.ts';
import type { Difference } from './compare.ts';
import { QUANTITIES, type Quantity, toleranceOf } from './tolerance.ts';

/** The largest error of one quantity over all cases, and whether it passes. */
export interface Worst {
  readonly quantity: Quantity;
  readonly error: number;
  readonly caseName: string;
  readonly tolerance: number;
  readonly passed: boolean;
}

/** For each quantity that was compared its worst case. A NaN is the worst error there is, and fails. */
export function worstOf(differences: readonly Difference[], precision: Precision): Worst[] {
  return QUANTITIES.flatMap((quantity) => {
    const candidates = differences.filter((difference) => difference.quantity === quantity);
    if (candidates.length === 0) return [];
    const { error, caseName } = candidates.reduce((worst, next) =>
      worst.error >= next.error || Number.isNaN(worst.error) ? worst : next,
    );
    const tolerance = toleranceOf(quantity, precision);
    return [{ quantity, error, caseName, tolerance, passed: error <= tolerance }];
  });
}

/** A table with the worst relative error of each quantity and the case where it occurred. */
export function renderWorst(title: string, worst: readonly Worst[]): string {
  const table = renderTable(
    [
      { title: 'quantity', align: 'left' },
      { title: 'worst relative error', align: 'right' },
      { title: 'tolerance', align: 'right' },
      { title: 'in case', align: 'left' },
      { title: 'verdict', align: 'left' },
    ],
    worst.map(({ quantity, error, tolerance, caseName, passed }) => [
      quantity,
      error.toExponential(1),
      tolerance.toExponential(0),
      caseName,
      passed ? 'ok' : 'FAILED',
    ]),
  );
  return `${title}\n${table}`;
}
