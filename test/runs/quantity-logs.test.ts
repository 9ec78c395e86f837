import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { loadExperiment } from '../../src/config/load.ts';
import { planRuns } from '../../src/runs/plan.ts';
import { executeExperiment } from '../../src/runs/execute.ts';
import { cutAfter, quantityLogs } from '../../src/runs/quantity-logs.ts';
import { runArm, smallArm } from '../support/session.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const columns = ['epoch', 'value'].map((name) => ({
  name,
  unit: '',
  meaning: name,
  cell: (row: Record<string, number>) => row[name]!,
}));

describe('a log with any number of rows an epoch', () => {
  property.prop([
    fc.array(fc.record({ step: fc.nat({ max: 3 }), value: fc.integer() }), { maxLength: 30 }),
    fc.integer({ min: -1, max: 40 }),
    fc.string({ unit: fc.constantFrom('1', ',', '.') }),
  ])('is cut after its last whole row of an epoch', (steps, lastEpoch, torn) => {
    const path = join(temporaryDirectory(), 'log.csv');
    let epoch = 0;
    const rows = steps.map(({ step, value }) => {
      epoch += step;
      return { epoch, value };
    });
    const text = (which: typeof rows) =>
      `epoch,value\n${which.map((row) => `${row.epoch},${row.value}\n`).join('')}`;
    writeFileSync(path, text(rows) + torn);
    expect(cutAfter(path, columns, lastEpoch)).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe(text(rows.filter((row) => row.epoch <= lastEpoch)));
  });

  it('that is missing, or holds not even a whole header, begins anew', () => {
    const path = join(temporaryDirectory(), 'log.csv');
    expect(cutAfter(path, columns, 3)).toBe(false);
    writeFileSync(path, 'epoch,va');
    expect(cutAfter(path, columns, 3)).toBe(false);
    expect(existsSync(path)).toBe(false);
  });

  it('with other columns is left alone, and an error tells what it should be', () => {
    const path = join(temporaryDirectory(), 'log.csv');
    writeFileSync(path, 'epoch,other\n1,2\n');
    expect(() => cutAfter(path, columns, 0)).toThrow(/log\.csv.*epoch,value.*put back/);
    expect(readFileSync(path, 'utf8')).toBe('epoch,other\n1,2\n');
  });
});

const measure = [
  { blocks: { every: 2 } },
  { density: { every: 3, steps: 5 } },
  { top_eigenvalues: { count: 2 } },
];
const files = ['top-eigenvalues.csv', 'blocks.csv', 'density.csv'];

it('goes on after any epoch to the same bytes', async () => {
  const { curvature } = smallArm({ curvature: { measure } });
  const { records } = await runArm(smallArm({ curvature: { measure } }));
  const write = (kills: number[]) => {
    const directory = temporaryDirectory();
    let from: number | null = null;
    for (const end of [...kills, records.length]) {
      const logs = quantityLogs(directory, curvature, from);
      for (const record of records.slice(from === null ? 0 : from + 1, end)) logs.append(record);
      // The checkpoint is two epochs older than the last row.
      from = Math.max(0, end - 3);
    }
    return files.map((name) => readFileSync(join(directory, name), 'utf8'));
  };
  const whole = write([]);
  expect(whole.every((text) => text.split('\n').length > 4)).toBe(true);
  for (const kills of [[1], [3], [4, 6]]) expect(write(kills)).toEqual(whole);
});

it('configs/curvature-suite.yaml measures everything in seconds, and its files belong together', async () => {
  const directory = temporaryDirectory();
  const experiment = loadExperiment('configs/curvature-suite.yaml', { set: ['training.epochs=20'] });
  const results = await executeExperiment(experiment, directory, new AbortController().signal);
  expect(results.map(({ summary }) => summary.status)).toEqual(planRuns(experiment).map(() => 'completed'));
  for (const { directory: run } of results) {
    const read = (name: string): Record<string, string>[] =>
      parse(readFileSync(join(run, name), 'utf8'), { columns: true });
    const epochs = read('epochs.csv');
    expect(epochs).toHaveLength(21);
    const everMeasured = Object.keys(epochs[0]!).filter((column) => epochs.some((row) => row[column] !== ''));
    const never = Object.keys(epochs[0]!).filter((column) => !everMeasured.includes(column));
    // Cells that are empty where all is well, and the condition number of an indefinite Hessian.
    expect(never).toEqual(
      expect.arrayContaining(['decrease_note', 'gauss_newton_condition_number_note', 'condition_number']),
    );
    expect(everMeasured.length).toBeGreaterThan(38);
    const cell = (epoch: string, column: string) => Number(epochs[Number(epoch)]![column]);
    for (const { epoch, lambda_max: value, residual } of read('blocks.csv')) {
      // Interlacing: no block exceeds the whole, which is known to its residual.
      expect(Number(value)).toBeLessThanOrEqual(
        cell(epoch!, 'lambda_max') + Number(residual) + cell(epoch!, 'lambda_max_residual'),
      );
    }
    for (const { epoch, index, eigenvalue, residual } of read('top-eigenvalues.csv')) {
      if (index !== '1') continue;
      const difference = Math.abs(Number(eigenvalue) - cell(epoch!, 'lambda_max'));
      expect(difference).toBeLessThanOrEqual(Number(residual) + cell(epoch!, 'lambda_max_residual'));
    }
    expect([...new Set(read('density.csv').map(({ epoch }) => epoch))]).toEqual(['0', '20']);
  }
});
