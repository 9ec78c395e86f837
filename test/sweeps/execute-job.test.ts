/** What a job leaves is compared, byte for byte, with what `executeExperiment` leaves for the same config. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { executeExperiment } from '../../src/runs/execute.ts';
import { lockDirectory } from '../../src/runs/lock.ts';
import { executeJob } from '../../src/sweeps/execute-job.ts';
import type { JobOutcome } from '../../src/sweeps/executor.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { experimentOf, jobOf } from './jobs.ts';

const never = new AbortController().signal;
const COMPARED = ['epochs.csv', 'parameters.json', 'config.yaml'];

function filesOf(directory: string, folder: string): string[] {
  return COMPARED.map((name) => readFileSync(join(directory, folder, name), 'utf8'));
}

test('a job leaves the bytes that a run of its config leaves, and no lock', async () => {
  const experiment = await experimentOf({ seeds: [3] });
  const [alone, together] = [temporaryDirectory(), temporaryDirectory()];
  await executeExperiment(experiment, together, never);
  const job = JSON.parse(JSON.stringify(jobOf(experiment, 3, 'learningRate=0.01')));
  const outcome = await executeJob(job, alone, never);
  expect(outcome).toMatchObject({ status: 'completed', error: null, summary: { epochs: '8', seed: '3' } });
  expect(filesOf(alone, job.folder)).toEqual(filesOf(together, 'default/seed-3'));
  expect(readdirSync(join(alone, job.folder))).not.toContain('lock.json');
});

test('a job that was interrupted goes on from its checkpoint and leaves the same bytes', async () => {
  const experiment = await experimentOf();
  const [once, twice] = [temporaryDirectory(), temporaryDirectory()];
  const job = jobOf(experiment, 1);
  await executeJob(job, once, never);
  const controller = new AbortController();
  const heard: (string | null)[] = [];
  const first = await executeJob(job, twice, controller.signal, {
    started: (_, note) => heard.push(note),
    advanced: (_, epoch, epochs) => {
      expect(epochs).toBe(8);
      if (epoch === 3) controller.abort();
    },
  });
  expect(first.status).toBe('interrupted');
  const second = await executeJob(job, twice, never, { started: (_, note) => heard.push(note) });
  expect(second.status).toBe('completed');
  expect(heard).toEqual([null, 'goes on after epoch 3']);
  expect(filesOf(twice, job.folder)).toEqual(filesOf(once, job.folder));
});

test('a job that has ended is not computed again', async () => {
  const job = jobOf(await experimentOf(), 1);
  const directory = temporaryDirectory();
  const first = await executeJob(job, directory, never);
  const heard: unknown[] = [];
  const ended: JobOutcome[] = [];
  const again = await executeJob(job, directory, never, {
    started: () => heard.push('started'),
    ended: (_, outcome) => ended.push(outcome),
  });
  expect(heard).toEqual([]);
  expect(again).toEqual(first);
  expect(ended).toEqual([again]);
});

test('what goes wrong in a run is an outcome; what cannot be written, and a lock, are thrown', async () => {
  const directory = temporaryDirectory();
  const file = join(directory, 'rows.csv');
  writeFileSync(file, 'x,y\n1,2\n2,3\n3,5\n');
  const experiment = await experimentOf({ data: { source: 'file', path: file, target: 'y' } });
  const job = jobOf(experiment, 1);
  rmSync(file);
  expect(await executeJob(job, join(directory, 'sweep'), never)).toMatchObject({
    status: 'failed',
    error: 'DataError',
    message: expect.stringContaining('rows.csv'),
  });

  const lock = await lockDirectory(join(directory, 'sweep', job.folder));
  await expect(executeJob(job, join(directory, 'sweep'), never)).rejects.toThrow(/in use by process/);
  await lock.release();

  writeFileSync(join(directory, 'taken'), '');
  await expect(executeJob(job, join(directory, 'taken'), never)).rejects.toThrow(/cannot write/);
});
