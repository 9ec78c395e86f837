/** Real worker processes: what they leave is compared with what the jobs leave in this process. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { LOCK_FILE } from '../../src/runs/lock.ts';
import { executeJob } from '../../src/sweeps/execute-job.ts';
import type { JobOutcome } from '../../src/sweeps/executor.ts';
import type { Job } from '../../src/sweeps/job.ts';
import { localExecutor } from '../../src/sweeps/local.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { experimentOf, jobOf, smallNet } from './jobs.ts';

// The workers run from the sources, as this process does by means of vitest.
beforeAll(() => {
  vi.stubEnv('NODE_OPTIONS', `--import ${import.meta.resolve('tsx')}`);
  return () => vi.unstubAllEnvs();
});

const never = new AbortController().signal;

function bytesOf(directory: string, { folder }: Job): string[] {
  return ['epochs.csv', 'parameters.json'].map((name) => readFileSync(join(directory, folder, name), 'utf8'));
}

test('two processes leave the bytes that this one leaves, and each job is heard of once', async () => {
  const experiment = await experimentOf();
  const jobs = [1, 2, 3].map((seed) => jobOf(experiment, seed));
  const [here, there] = [temporaryDirectory(), temporaryDirectory()];
  for (const job of jobs) await executeJob(job, here, never);
  const heard: string[] = [];
  const executor = localExecutor(there, 2);
  await executor.run(
    jobs,
    {
      started: ({ seed }) => heard.push(`started ${seed}`),
      ended: ({ seed }, { status }) => heard.push(`${status} ${seed}`),
    },
    never,
  );
  await executor.close();
  expect(heard.sort()).toEqual([
    'completed 1',
    'completed 2',
    'completed 3',
    'started 1',
    'started 2',
    'started 3',
  ]);
  for (const job of jobs) expect(bytesOf(there, job)).toEqual(bytesOf(here, job));
});

test('a process that is killed is replaced, and its job goes on from its checkpoint to the same bytes', async () => {
  const training = { ...smallNet.training, epochs: 150 };
  const job = jobOf(await experimentOf({ training }), 1);
  const [here, there] = [temporaryDirectory(), temporaryDirectory()];
  await executeJob(job, here, never);
  const notes: (string | null)[] = [];
  const outcomes: JobOutcome[] = [];
  let victim: number | null = null;
  const executor = localExecutor(there, 1);
  await executor.run(
    [job],
    {
      started: (_, note) => notes.push(note),
      advanced(_, epoch) {
        if (victim !== null || epoch < 2) return;
        victim = JSON.parse(readFileSync(join(there, job.folder, LOCK_FILE), 'utf8')).pid as number;
        process.kill(victim, 'SIGKILL');
      },
      ended: (_, outcome) => outcomes.push(outcome),
    },
    never,
  );
  await executor.close();
  expect(victim).not.toBeNull();
  expect(notes).toEqual([null, expect.stringMatching(/goes on after epoch|starts over/)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['completed']);
  expect(bytesOf(there, job)).toEqual(bytesOf(here, job));
});

test('a stopped executor saves what goes on, begins nothing new, and lets go of its locks', async () => {
  const training = { ...smallNet.training, epochs: 100_000 };
  const experiment = await experimentOf({ training });
  const jobs = [1, 2].map((seed) => jobOf(experiment, seed));
  const directory = temporaryDirectory();
  const controller = new AbortController();
  const outcomes: [number, string][] = [];
  const executor = localExecutor(directory, 1);
  await executor.run(
    jobs,
    {
      advanced: () => controller.abort(),
      ended: ({ seed }, { status }) => outcomes.push([seed, status]),
    },
    controller.signal,
  );
  expect(outcomes).toEqual([[1, 'interrupted']]);
  expect(() => readFileSync(join(directory, jobs[0]!.folder, LOCK_FILE))).toThrow(/ENOENT/);
  await executor.close();
});

test('a sweep that is stopped while its processes still load stops, though they cannot hear it yet', async () => {
  const training = { ...smallNet.training, epochs: 1_000_000 };
  const experiment = await experimentOf({ training });
  const executor = localExecutor(temporaryDirectory(), 2);
  const controller = new AbortController();
  const statuses: string[] = [];
  const running = executor.run(
    [1, 2].map((seed) => jobOf(experiment, seed)),
    { ended: (_, { status }) => statuses.push(status) },
    controller.signal,
  );
  controller.abort();
  await running;
  await executor.close();
  expect(statuses).toEqual(['interrupted', 'interrupted']);
});
