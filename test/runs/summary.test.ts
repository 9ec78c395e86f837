import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { rowDigest, summaryColumns, writeSummary } from '../../src/runs/summary.ts';
import type { EpochRecord } from '../../src/training/record.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

function row(epoch: number, trainLoss: number, lambdaMax: number | null): EpochRecord {
  const eigenvalue = (value: number) => ({ value, residual: 0, products: 1, status: 'converged' as const });
  const curvature =
    lambdaMax === null
      ? null
      : { lambdaMax: eigenvalue(lambdaMax), stabilityRatio: lambdaMax / 100, lambdaMin: null, trace: null };
  return {
    epoch,
    step: 2 * epoch,
    learningRate: 0.02,
    trainLoss,
    testLoss: null,
    gradientNorm: 1,
    curvature,
  };
}

test('start and end are the first and the last measured curvature, the losses those of the last row', () => {
  const digest = rowDigest();
  for (const record of [row(0, 5, null), row(1, 4, 10), row(2, 3, 20), row(3, Number.NaN, null)])
    digest.add(record);
  expect(digest.result()).toEqual({
    epochs: 3,
    steps: 6,
    learningRate: 0.02,
    finalTrainLoss: Number.NaN,
    finalTestLoss: null,
    lambdaMaxStart: 10,
    lambdaMaxEnd: 20,
    stabilityRatioStart: 0.1,
    stabilityRatioEnd: 0.2,
  });
});

test('a run that ended before its first row has empty cells and its status', async () => {
  const directory = temporaryDirectory();
  const counts = { epochsToTarget: null, gradients: 0, products: 0, verification: null };
  await writeSummary(directory, [
    { arm: 'raw', seed: 0, status: 'failed', ...rowDigest().result(), ...counts },
  ]);
  const [read] = parse(readFileSync(join(directory, 'summary.csv'), 'utf8'), { columns: true }) as object[];
  expect(read).toEqual(
    Object.fromEntries(
      summaryColumns.map(({ name }) => [
        name,
        { arm: 'raw', seed: '0', status: 'failed', gradients: '0', products: '0' }[name] ?? '',
      ]),
    ),
  );
});
