/** Sweeps carried out in this process, by the very function that workers call. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { readRuns } from '../../src/compare/operands.ts';
import { loadSweep } from '../../src/config/load-sweep.ts';
import { lockDirectory } from '../../src/runs/lock.ts';
import { executeJob } from '../../src/sweeps/execute-job.ts';
import type { Executor } from '../../src/sweeps/executor.ts';
import { planSweep, type SweepPlan } from '../../src/sweeps/plan.ts';
import { carryOut, inspectSweep } from '../../src/sweeps/sweep.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { smallNet } from './jobs.ts';

const never = new AbortController().signal;

function planOf(sweep: object, overrides: object = {}): SweepPlan {
  const file = join(temporaryDirectory(), 'small.yaml');
  writeFileSync(file, stringify({ ...smallNet, ...overrides, sweep }));
  return planSweep(loadSweep(file), null);
}

/** One job after the other; `done` collects the folders of those that were begun. */
function here(directory: string, done: string[] = []): Executor {
  return {
    async run(jobs, observer, signal) {
      for (const job of jobs) {
        if (signal.aborted) return;
        done.push(job.folder);
        await executeJob(job, directory, signal, observer);
      }
    },
    close: async () => {},
  };
}

const rowsOf = (directory: string) =>
  parse(readFileSync(join(directory, 'sweep.csv')), { columns: true }) as Record<string, string>[];

test('the table has a row for each run from the first to end, and the rest is carried out later', async () => {
  const plan = planOf({ axes: { 'model.hidden': [[3], [4, 2]], 'model.activation': ['relu', 'tanh'] } });
  const directory = temporaryDirectory();
  const controller = new AbortController();
  const first = { ended: () => controller.abort() };
  const done: string[] = [];
  await carryOut(plan, directory, here(directory, done), first, controller.signal);
  expect(rowsOf(directory).map((row) => [row['model.hidden'], row['model.activation'], row.status])).toEqual([
    ['[3]', 'relu', 'completed'],
    ['[3]', 'tanh', 'pending'],
    ['[4,2]', 'relu', 'pending'],
    ['[4,2]', 'tanh', 'pending'],
  ]);
  expect((await inspectSweep(plan, directory)).missing).toHaveLength(3);
  const { rows } = await carryOut(plan, directory, here(directory, done), {}, never);
  expect(rows.map(({ outcome }) => outcome!.status)).toEqual(Array(4).fill('completed'));
  expect(done).toEqual(plan.jobs.map(({ folder }) => folder));
  const summary = parse(readFileSync(join(directory, 'summary.csv')), { columns: true }) as { arm: string }[];
  expect(summary.map(({ arm }) => arm)).toEqual(plan.jobs.map(({ label }) => label));
});

test('what a worker says comes plain and short to the table and to whoever listens', async () => {
  const plan = planOf({ points: [{ 'model.hidden': [3] }] });
  const directory = temporaryDirectory();
  const wild = `\u001b[31mbad\u001b]0;title\u0007\r${'x'.repeat(1e6)}`;
  const executor: Executor = {
    async run([job], observer) {
      observer.started?.(job!, wild);
      observer.ended?.(job!, { status: 'failed', message: wild, error: 'Error', summary: null });
    },
    close: async () => {},
  };
  const heard: string[] = [];
  const observer = {
    started: (_: unknown, note: string | null) => heard.push(note!),
    ended: (_: unknown, { message }: { message: string }) => heard.push(message),
  };
  await carryOut(plan, directory, executor, observer, never);
  for (const text of [...heard, rowsOf(directory)[0]!.error!]) {
    expect(text).toMatch(/^bad\nx{3000}/);
    expect(text.length).toBeLessThan(4100);
  }
  expect(heard).toHaveLength(2);
});

test('names and values that a spreadsheet would run are escaped once in both tables, and compare reads them back', async () => {
  const data = { source: 'file', path: '=1+1.csv', target: 'y' };
  const folder = temporaryDirectory();
  writeFileSync(
    join(folder, data.path),
    `x,y\n${Array.from({ length: 9 }, (_, i) => `${i},${i}`).join('\n')}\n`,
  );
  const file = join(folder, 'small.yaml');
  const axes = { data: [{ ...data, testFraction: 0 }], 'training.optimizer.learningRate': [1e-3] };
  writeFileSync(file, stringify({ ...smallNet, arms: { '+x': {} }, sweep: { axes } }));
  const directory = temporaryDirectory();
  await carryOut(planSweep(loadSweep(file), null), directory, here(directory), {}, never);
  expect(rowsOf(directory).map(({ arm, folder: at }) => [arm, at!.slice(0, 4)])).toEqual([["'+x", "'+x,"]]);
  const [row] = parse(readFileSync(join(directory, 'summary.csv')), { columns: true }) as { arm: string }[];
  expect(row!.arm).toMatch(/^'\+x,/);
  expect(readRuns(directory).runs.map(({ arm }) => arm)).toEqual([row!.arm.slice(1)]);
});

test('one process carries out a sweep, a second is refused', async () => {
  const plan = planOf({ axes: { 'training.epochs': [1] } });
  const directory = temporaryDirectory();
  const lock = await lockDirectory(directory);
  await expect(carryOut(plan, directory, here(directory), {}, never)).rejects.toThrow(/in use by process/);
  await lock.release();
});

test('what is no directory of this sweep is refused with the reason, and left alone', async () => {
  const plan = planOf({ axes: { 'training.epochs': [1] } });
  const directory = temporaryDirectory();
  const refused = () => carryOut(plan, directory, here(directory), {}, never);
  writeFileSync(join(directory, 'thesis.tex'), '');
  await expect(refused()).rejects.toThrow(
    /holds thesis\.tex; a sweep goes on only .* hessian-lab sweep --out\.$/,
  );
  writeFileSync(join(directory, 'sweep.json'), '{"format":1');
  await expect(refused()).rejects.toThrow(/sweep\.json: it is not JSON/);
  const outside = { id: '', label: '..', folder: '../seed-1', arm: '', seed: 1, values: {} };
  writeFileSync(
    join(directory, 'sweep.json'),
    JSON.stringify({ format: 1, name: '', axes: [], jobs: [outside] }),
  );
  await expect(refused()).rejects.toThrow(/sweep\.json: .*folder/);
  expect(() => readFileSync(join(directory, 'lock.json'))).toThrow(/ENOENT/);
});

test('a run whose config was changed is refused by the key that differs', async () => {
  const directory = temporaryDirectory();
  const sweep = { axes: { 'training.epochs': [1] } };
  await carryOut(planOf(sweep), directory, here(directory), {}, never);
  const changed = planOf(sweep, { model: { hidden: [5] } });
  await expect(inspectSweep(changed, directory)).rejects.toThrow(/model\.hidden was \[4\] and is \[5\] now/);
});
