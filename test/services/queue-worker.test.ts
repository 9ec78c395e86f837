/** Workers on a real Redis: which runs are tried again, given back, handed over or given up, and what is told of it. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { sweepPlace } from '../../scripts/faults/redis-place.ts';
import { readManifest } from '../../src/runs/read-manifest.ts';
import { MOST_TAKEOVERS, PREFIX, QUEUES_KEY, queueId, queueVersion } from '../../src/sweeps/queue/names.ts';
import { recordedOutcome } from '../../src/sweeps/recorded-outcome.ts';
import { until } from '../e2e/hessian-lab.ts';
import { experimentOf, jobOf, smallNet } from '../sweeps/jobs.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { connectTo, coordinate, rawQueue, redisFor, serve } from './support/queue.ts';

beforeAll(() => {
  // Processes that compute are started from the sources.
  vi.stubEnv('NODE_OPTIONS', `--import ${import.meta.resolve('tsx')}`);
});

/** An environment variable for the rest of a test. */
function setVariable(name: string, value: string): void {
  const before = process.env[name];
  process.env[name] = value;
  onTestFinished(() => {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  });
}

test('a run that fails for its machine is tried three times with growing pauses, and keeps its error', async () => {
  const server = await redisFor();
  const directory = temporaryDirectory();
  const job = jobOf(await experimentOf(), 1);
  // Each try of this machine fails; another machine's might not.
  setVariable('HESSIAN_LAB_THREADS', 'many');
  const sweep = coordinate(server, directory, [job]);
  const worker = serve(server, 'stopped');
  const queue = rawQueue(server);
  const pauses: number[] = [];
  for (const tries of [1, 2]) {
    await until(`try ${tries} has failed`, () => worker.ends.length >= tries);
    let waiting = await queue.getJob(queueId(job));
    while (!(await waiting!.isDelayed())) waiting = await queue.getJob(queueId(job));
    pauses.push(waiting!.delay);
  }
  const outcome = (await sweep.ended).get(job.folder)!;
  expect(worker.ends.map(([{ error }, givesBack]) => [error, givesBack])).toEqual([
    ['SettingError', true],
    ['SettingError', true],
    ['SettingError', false],
  ]);
  expect(pauses).toEqual([1000, 2000]);
  expect(outcome).toMatchObject({ status: 'failed', error: 'SettingError' });
  expect(outcome.message).toContain('HESSIAN_LAB_THREADS: received "many"');
  const { id, label, folder, arm, seed, values } = job;
  const recorded = await recordedOutcome(directory, { id, label, folder, arm, seed, values }, job.config);
  expect(recorded).toMatchObject({ status: 'failed', message: outcome.message });
});

test('a run that no machine can carry out is tried once', async () => {
  const server = await redisFor();
  // Fewer than the two rows that training needs.
  const data = { source: 'sine', rows: 2, features: 3, testFraction: 0.5 };
  const job = jobOf(await experimentOf({ data }), 1);
  const sweep = coordinate(server, temporaryDirectory(), [job]);
  const worker = serve(server, 'stopped');
  const outcome = (await sweep.ended).get(job.folder)!;
  expect(outcome).toMatchObject({ status: 'failed', error: 'DataError' });
  expect(worker.ends.map(([, givesBack]) => givesBack)).toEqual([false]);
});

test('a worker that is killed in the middle of a run leaves a folder, which the next one on the machine removes', async () => {
  const server = await redisFor();
  const place = await sweepPlace(false);
  onTestFinished(() => place.dispose());
  const temporary = temporaryDirectory();
  const env = { TMPDIR: temporary };
  const words = ['worker', '--queue', server.url, '--jobs', '1'];
  const sweep = place.sweep(server.url, 'out');
  const doomed = place.start(words, env);
  await until('a run has begun', () => doomed.said().includes('begun'));
  doomed.child.kill('SIGKILL');
  await doomed.ended;
  const left = readdirSync(temporary).filter((name) => name.startsWith('hessian-lab-worker-'));
  expect(left).toHaveLength(1);
  // Its process saves, and ends within three seconds.
  const locks = () => readdirSync(join(temporary, left[0]!), { recursive: true, encoding: 'utf8' });
  await until(
    'its process has ended',
    () => locks().filter((name) => name.endsWith('lock.json')).length === 1,
  );
  const next = place.start(words, env);
  await until('the next one works', () => next.said().includes('begun'));
  expect(readdirSync(temporary)).not.toContain(left[0]);
  expect(await sweep.ended, sweep.said()).toBe(0);
  next.child.kill('SIGINT');
  await next.ended;
  expect(readdirSync(temporary).filter((name) => name.startsWith('hessian-lab-worker-'))).toEqual([]);
}, 60_000);

test('worker --once takes one run and leaves the others', async () => {
  const server = await redisFor();
  const experiment = await experimentOf();
  const jobs = [1, 2, 3].map((seed) => jobOf(experiment, seed));
  const sweep = coordinate(server, temporaryDirectory(), jobs);
  const worker = serve(server, 'one');
  await worker.ended;
  expect(worker.ends.map(([{ status }]) => status)).toEqual(['completed']);
  expect(await rawQueue(server).getJobCounts()).toMatchObject({ waiting: 2, active: 0 });
  sweep.stop();
  expect((await sweep.ended).size).toBeLessThanOrEqual(1);
});

test('what a worker that is stopped had done is handed over: the next one goes on from its checkpoint', async () => {
  const server = await redisFor();
  const directory = temporaryDirectory();
  const training = { ...smallNet.training, epochs: 3000 };
  const job = jobOf(await experimentOf({ training }), 1);
  const sweep = coordinate(server, directory, [job]);
  const queue = rawQueue(server);
  const first = serve(server, 'stopped');
  await until('it is in the middle', () => first.begun.length > 0);
  for (let epoch = 0; epoch === 0; await pause(50)) {
    epoch = Number((await queue.getJob(queueId(job)))!.progress) || 0;
  }
  first.stop();
  await first.ended;
  expect(first.ends.map(([{ status }, givesBack]) => [status, givesBack])).toEqual([['interrupted', true]]);
  expect((await queue.getJob(queueId(job)))!.data.begun).toMatch(/^[0-9a-f]{64}:/);
  serve(server, 'stopped');
  expect((await sweep.ended).get(job.folder)).toMatchObject({ status: 'completed' });
  const { resumed } = (await readManifest(join(directory, job.folder)))!;
  expect(resumed).toHaveLength(1);
  expect(resumed[0]!.fromEpoch).toBeGreaterThan(0);
});

test('a run whose workers are lost again and again is given up, and that is what its sweep tells', async () => {
  const server = await redisFor();
  setVariable('HESSIAN_LAB_QUEUE_LEASE_SECONDS', '1');
  const job = jobOf(await experimentOf(), 1);
  const directory = temporaryDirectory();
  const sweep = coordinate(server, directory, [job]);
  const queue = rawQueue(server);
  const redis = connectTo(server);
  for (let isThere = false; !isThere; ) isThere = (await queue.getWaitingCount()) === 1;
  // As BullMQ counts them: so many were lost before, and the next one is dead from the start.
  await redis.hset(queue.toKey(queueId(job)), 'stc', MOST_TAKEOVERS);
  await redis.lmove(queue.toKey('wait'), queue.toKey('active'), 'RIGHT', 'LEFT');
  serve(server, 'stopped');
  const outcome = (await sweep.ended).get(job.folder)!;
  expect(outcome).toMatchObject({ status: 'failed', error: 'WorkerError' });
  expect(outcome.message).toMatch(/workers were lost in the middle of it, 6 times/);
  expect((await readManifest(join(directory, job.folder)))!.message).toBe(outcome.message);
});

test('a worker refuses to wait at a queue whose runs are all for another version', async () => {
  const server = await redisFor();
  const redis = connectTo(server);
  await redis.hset(QUEUES_KEY, 'runs-0.0.1-0a0b0c0d', '0.0.1 (schema 0a0b0c0d)');
  await redis.lpush(`${PREFIX}:runs-0.0.1-0a0b0c0d:wait`, 'r1');
  await expect(serve(server, 'stopped').ended).rejects.toThrow(
    `is for hessian-lab 0.0.1 (schema 0a0b0c0d); this is ${queueVersion().label}`,
  );
});

test('a sweep tells that the workers are of another version, and takes none of theirs', async () => {
  const server = await redisFor();
  await connectTo(server).client('SETNAME', `${PREFIX}:runs-0.0.1-0a0b0c0d:worker:2`);
  const sweep = coordinate(server, temporaryDirectory(), [jobOf(await experimentOf(), 1)]);
  await until('it says so', () => sweep.notes.some((note) => note.includes('of another version')));
  expect(sweep.notes.join('\n')).toContain('0.0.1 (schema 0a0b0c0d)');
  sweep.stop();
  expect((await sweep.ended).size).toBe(0);
});
