import type { RunResult } from '../../runs/execute.ts';
import type { RunSummary } from '../../runs/summary.ts';
import { counted } from '../../statistics/counted.ts';
import { formatNumber, formatSpread, median } from '../../statistics/number.ts';
import { NO_BREAK, renderTable, type TableColumn } from '../table.ts';

const columns: TableColumn[] = [
  { title: 'arm', align: 'left' },
  { title: 'final loss', align: 'right' },
  { title: 'λmax start → end', align: 'right' },
  { title: 'stability ratio', align: 'right' },
  { title: 'epochs to target', align: 'right' },
  { title: 'status', align: 'left' },
];

/** The table at the end of `run`: a row for each arm, medians over its seeds, the loss with its range. */
export function reportTable(results: readonly RunResult[], width?: number): string {
  const arms = new Map<string, RunSummary[]>();
  for (const { summary } of results) arms.set(summary.arm, [...(arms.get(summary.arm) ?? []), summary]);
  const rows = [...arms].map(([arm, runs]) => [
    arm,
    formatSpread(runs.map((run) => run.finalTrainLoss)),
    change(runs, 'lambdaMaxStart', 'lambdaMaxEnd'),
    change(runs, 'stabilityRatioStart', 'stabilityRatioEnd'),
    epochsToTarget(runs),
    statuses(runs),
  ]);
  return renderTable(columns, rows, width);
}

type Quantity = 'lambdaMaxStart' | 'lambdaMaxEnd' | 'stabilityRatioStart' | 'stabilityRatioEnd';

function change(runs: readonly RunSummary[], start: Quantity, end: Quantity): string {
  const of = (quantity: Quantity) => formatNumber(median(runs.map((run) => run[quantity])));
  return `${of(start)} →${NO_BREAK}${of(end)}`;
}

/** With the number of seeds that reached the target where not all did: a median over these alone would flatter. */
function epochsToTarget(runs: readonly RunSummary[]): string {
  const reached = runs.filter((run) => run.epochsToTarget !== null).length;
  const middle = formatNumber(median(runs.map((run) => run.epochsToTarget)));
  return reached === 0 || reached === runs.length
    ? middle
    : `${middle} (${reached} of ${counted(runs.length, 'seed')})`;
}

function statuses(runs: readonly RunSummary[]): string {
  const counts = new Map<string, number>();
  for (const { status } of runs) counts.set(status, (counts.get(status) ?? 0) + 1);
  if (counts.size === 1) return runs[0]!.status;
  return [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
}
