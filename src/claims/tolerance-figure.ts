import type { Figure } from '../figures/figure.ts';
import { intervalChart } from '../figures/intervals.ts';
import { counted } from '../statistics/counted.ts';
import type { Check } from './experiment.ts';
import type { Result } from './result.ts';

/** Smallest share that is drawn: an error of exactly 0 has no place on a logarithmic axis. */
const FLOOR = 1e-6;

/** The figure of an exact claim that has no other: how much of its bound each check uses up. */
export function toleranceFigure(title: string, checks: readonly Check[], { rows }: Result): Figure {
  const estimates = checks.map(({ quantity, says, bound }) => {
    const shares = rows.map(({ quantities }) => {
      const value = quantities[quantity] ?? Number.NaN;
      return Math.max(FLOOR, 'atMost' in bound ? value / bound.atMost : bound.atLeast / value);
    });
    const worst = Math.max(...shares);
    return { name: says, value: worst, low: Math.min(...shares), high: worst };
  });
  return intervalChart({
    title,
    subtitle: `Worst (dot) and range over ${counted(rows.length, 'seed')}; right of the line the claim is refuted`,
    x: { label: 'share of the bound used', scale: 'log', domain: [FLOOR, 10] },
    estimates,
    references: [{ label: 'bound', x: 1 }],
    note: `Shares below ${FLOOR} are drawn there. The bounds stand in verdict.json.`,
  });
}
