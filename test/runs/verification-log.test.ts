/** `verify: true` through real runs: what `verification.csv` and `summary.csv` say, and when. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { loadExperiment } from '../../src/config/load.ts';
import { executeExperiment } from '../../src/runs/execute.ts';
import { verificationColumns, verificationLog } from '../../src/runs/verification-log.ts';
import { writeWhole } from '../../src/runs/write.ts';
import type { VerificationRecord } from '../../src/training/verification.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const tiny = {
  data: { source: 'linear', rows: 24, features: 2 },
  model: { hidden: [3], activation: 'tanh' },
  training: { engine: 'closed-form', backend: 'wasm', epochs: 4, learningRate: 0.05 },
  verify: true,
};

async function execute(overrides: object, signal = new AbortController().signal) {
  const file = join(temporaryDirectory(), 'tiny.yaml');
  await writeWhole(file, stringify({ ...tiny, ...overrides }));
  const directory = temporaryDirectory();
  const [result] = await executeExperiment(loadExperiment(file), directory, signal);
  return { directory: join(directory, 'default', 'seed-1'), result: result!, summary: summaryOf(directory) };
}

function rowsOf(file: string): Record<string, string>[] {
  return parse(readFileSync(file, 'utf8'), { columns: true });
}

const summaryOf = (directory: string) => rowsOf(join(directory, 'summary.csv'))[0]!;
const epochsOf = (directory: string) =>
  rowsOf(join(directory, 'verification.csv')).map(({ epoch, quantity }) => `${epoch} ${quantity}`);
const quantities = ['loss', 'gradient', 'product_random', 'product_top'];
const all = (epoch: number) => quantities.map((quantity) => `${epoch} ${quantity}`);

test('the first and the last epoch are compared, and the summary tells that they agree', async () => {
  const { directory, result, summary } = await execute({});
  const rows = rowsOf(join(directory, 'verification.csv'));
  expect(Object.keys(rows[0]!)).toEqual(verificationColumns.map(({ name }) => name));
  expect(epochsOf(directory)).toEqual([...all(0), ...all(4)]);
  expect(rows.map(({ agrees }) => agrees)).toEqual(Array(8).fill('true'));
  expect(result.disagreements).toEqual([]);
  expect(summary.verification).toBe('agrees');
  // The loss is that of the row, since curvature sees every row.
  const losses = rowsOf(join(directory, 'epochs.csv')).map(({ train_loss }) => train_loss);
  expect([rows[0], rows[4]].map((row) => row!.closed_form_norm)).toEqual([losses[0], losses[4]]);
});

test('a run of no epochs is compared once, a run without verify never', async () => {
  const { directory } = await execute({ training: { ...tiny.training, epochs: 0 } });
  expect(epochsOf(directory)).toEqual(all(0));
  const without = await execute({ verify: false });
  expect(existsSync(join(without.directory, 'verification.csv'))).toBe(false);
  expect(without.summary.verification).toBe('');
});

test('a run that reaches its target early is compared there, a diverged one at its last good epoch', async () => {
  const data = { ...tiny.data, targets: 'standardized' };
  const reaching = { ...tiny.training, epochs: 500, targetLoss: 0.9, stopAtTarget: true };
  const early = await execute({ data, training: reaching });
  const last = Number(early.summary.epochs);
  expect(last).toBeLessThan(500);
  expect(epochsOf(early.directory)).toEqual([...all(0), ...all(last)]);

  const wild = await execute({
    model: { hidden: [] },
    training: { ...tiny.training, epochs: 500, learningRate: 1.5 },
  });
  expect(wild.summary.status).toBe('diverged');
  expect(epochsOf(wild.directory)).toEqual([...all(0), ...all(Number(wild.summary.epochs) - 1)]);
});

test('an interrupted run is compared at its first epoch only: the last is still to come', async () => {
  const file = join(temporaryDirectory(), 'tiny.yaml');
  await writeWhole(file, stringify(tiny));
  const directory = temporaryDirectory();
  const stop = new AbortController();
  const advanced = () => stop.abort();
  await executeExperiment(loadExperiment(file), directory, stop.signal, { advanced });
  expect(epochsOf(join(directory, 'default', 'seed-1'))).toEqual(all(0));
});

test('an overflow of float32 is a disagreement', async () => {
  // Predictions near 1e22 square to 1e44, which float64 holds and float32 does not.
  const { directory, result, summary } = await execute({
    data: { ...tiny.data, mean: 1e22, testFraction: 0 },
    model: { hidden: [] },
    training: { ...tiny.training, epochs: 0 },
  });
  expect(result.disagreements.map(({ quantity }) => quantity)).toContain('loss');
  expect(summary).toMatchObject({ status: 'completed', verification: 'disagrees' });
  expect(rowsOf(join(directory, 'verification.csv'))[0]).toMatchObject({
    tfjs_norm: 'Infinity',
    agrees: 'false',
  });
});

test('a run that goes on finds the rows of the process before it, to the last bit', async () => {
  const path = join(temporaryDirectory(), 'verification.csv');
  const row: VerificationRecord = {
    epoch: 0,
    quantity: 'gradient',
    closedFormNorm: 1 / 3,
    tfjsNorm: Number.POSITIVE_INFINITY,
    relativeDifference: Number.NaN,
    tolerance: 1e-4,
    agrees: false,
  };
  await verificationLog(path).add([row]);
  const later = verificationLog(path);
  expect(later.rows()).toEqual([row]);
  await later.add([{ ...row, epoch: 7, agrees: true }]);
  expect(rowsOf(path).map(({ epoch, agrees }) => [epoch, agrees])).toEqual([
    ['0', 'false'],
    ['7', 'true'],
  ]);
});
