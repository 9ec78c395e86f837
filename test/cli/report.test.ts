import { expect, test } from 'vitest';
import { reportTable } from '../../src/cli/run/report.ts';
import type { RunResult } from '../../src/runs/execute.ts';
import type { RunSummary } from '../../src/runs/summary.ts';

function result(summary: Partial<RunSummary>): RunResult {
  const rest = { lambdaMaxStart: 4, lambdaMaxEnd: 6, stabilityRatioStart: 0.5, stabilityRatioEnd: 0.75 };
  return { summary: { status: 'completed', epochsToTarget: null, ...rest, ...summary } } as RunResult;
}

/** A terminal on which nothing is broken. */
const WIDE = 200;

function cells(results: RunResult[]): string[][] {
  const lines = reportTable(results, WIDE).split('\n');
  return lines
    .filter((line) => line.startsWith('│'))
    .map((line) =>
      line
        .split('│')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

test('the table has one row an arm: median loss with its range, medians of start and end', () => {
  const [header, ...rows] = cells([
    result({ arm: 'raw', seed: 1, finalTrainLoss: 0.5, lambdaMaxEnd: 10 }),
    result({ arm: 'raw', seed: 2, finalTrainLoss: 0.1, lambdaMaxEnd: 8 }),
    result({ arm: 'raw', seed: 3, finalTrainLoss: 0.2, lambdaMaxEnd: 9 }),
    result({ arm: 'standardized', seed: 1, finalTrainLoss: 0.01, epochsToTarget: 7 }),
  ]);
  expect(header).toEqual([
    'arm',
    'final loss',
    'λmax start → end',
    'stability ratio',
    'epochs to target',
    'status',
  ]);
  expect(rows).toEqual([
    ['raw', '0.2 (0.1 … 0.5)', '4 → 9', '0.5 → 0.75', '-', 'completed'],
    ['standardized', '0.01', '4 → 6', '0.5 → 0.75', '7', 'completed'],
  ]);
});

test('seeds that ended otherwise, or missed the target, are counted and not averaged away', () => {
  const [, row] = cells([
    result({ arm: 'raw', seed: 1, finalTrainLoss: 0.5, epochsToTarget: 3 }),
    result({ arm: 'raw', seed: 2, finalTrainLoss: Number.NaN, status: 'diverged' }),
  ]);
  expect(row).toEqual([
    'raw',
    'NaN (0.5 … NaN)',
    '4 → 6',
    '0.5 → 0.75',
    '3 (1 of 2 seeds)',
    '1 completed, 1 diverged',
  ]);
});

test('the table has no colour codes, which a file or a light terminal could not show', () => {
  expect(reportTable([result({ arm: 'raw', finalTrainLoss: 1 })])).not.toContain('\u001b');
});
