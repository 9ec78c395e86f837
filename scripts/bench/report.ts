import { renderTable } from '../../src/cli/table.ts';
import type { Result } from './result.ts';
import type { Verdict } from './targets.ts';

/** Three digits; '-' for what is not known. */
function digits(value: number | null): string {
  return value === null ? '-' : String(Number(value.toPrecision(3)));
}

/** Prints the times of some entries. */
export function printResults(results: readonly Result[]): void {
  const table = renderTable(
    [
      { title: 'work', align: 'left' },
      { title: 'contender', align: 'left' },
      { title: 'precision', align: 'left' },
      { title: 'median ms', align: 'right' },
      { title: 'quartiles', align: 'right' },
      { title: 'ratio to closed form', align: 'right' },
      { title: 'products', align: 'right' },
      { title: 'rel. residual', align: 'right' },
    ],
    results.map(({ entry, timing, ratio, products, relativeResidual }) => [
      entry.work,
      entry.name,
      entry.precision,
      digits(timing.median),
      `${digits(timing.lowerQuartile)} to ${digits(timing.upperQuartile)}`,
      digits(ratio),
      digits(products),
      digits(relativeResidual),
    ]),
  );
  console.log(table);
}

/** Prints the targets and whether each is met. */
export function printVerdicts(verdicts: readonly Verdict[]): void {
  const table = renderTable(
    [
      { title: 'target', align: 'left' },
      { title: 'contender', align: 'left' },
      { title: 'against', align: 'left' },
      { title: 'at most', align: 'right' },
      { title: 'measured', align: 'right' },
      { title: '', align: 'left' },
    ],
    verdicts.map(({ work, contender, precision, quantity, peer, limit, measured, met }) => [
      work,
      `${contender} ${precision}`,
      peer ? peer.join(' ') : quantity,
      digits(limit),
      digits(measured),
      met === null ? 'missing' : met ? 'met' : 'missed',
    ]),
  );
  console.log(table);
}
