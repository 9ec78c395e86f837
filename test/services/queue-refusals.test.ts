/** What a real Redis refuses, and what is told of it; and Ctrl-C on a sweep whose runs wait there. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SweepPlace, sweepPlace } from '../../scripts/faults/redis-place.ts';
import { readAddress } from '../../src/sweeps/queue/address.ts';
import { openQueueExecutor } from '../../src/sweeps/queue/executor.ts';
import { PREFIX, queueVersion } from '../../src/sweeps/queue/names.ts';
import { until } from '../e2e/hessian-lab.ts';
import { experimentOf, jobOf } from '../sweeps/jobs.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { connectTo, coordinate, rawQueue, redisFor, serve, stranger } from './support/queue.ts';

const opening = (url: string) => openQueueExecutor(readAddress(url, undefined), '/nowhere', () => {});
const failed = {
  outcome: { status: 'failed', message: 'as asked', error: null, summary: null },
  files: null,
};

/** The same server for a user of it. */
const as = <Server extends { port: number }>(server: Server, user: string) => ({
  ...server,
  url: `redis://${user}:pw-1@127.0.0.1:${server.port}`,
});

test('a password that is wrong or missing is told, and not shown', async () => {
  const { port } = await redisFor({ password: 'right-1' });
  const missing = await opening(`redis://127.0.0.1:${port}`).catch((error: Error) => error);
  expect(missing).toMatchObject({
    name: 'QueueError',
    message: expect.stringContaining('asks for a password'),
  });
  const wrong = await opening(`redis://:wrong-1@127.0.0.1:${port}`).catch((error: Error) => error);
  expect(wrong).toMatchObject({
    name: 'QueueError',
    message: expect.stringContaining('refuses the password: WRONGPASS'),
  });
  expect((wrong as Error).message).not.toContain('wrong-1');
});

test('rights that are missing are named with the rights that are needed', async () => {
  const server = await redisFor();
  const owner = connectTo(server);
  await owner.acl('SETUSER', 'blind', 'on', '>pw-1', '~*', '+@all', '-select');
  await owner.acl('SETUSER', 'idle', 'on', '>pw-1', '~*', '+@all', '-evalsha', '-eval');
  await expect(opening(as(server, 'blind').url)).rejects.toThrow(
    /does not allow .* 'select' .* ~hessian-lab:\* \+@all/,
  );
  const job = jobOf(await experimentOf(), 1);
  const sweep = coordinate(as(server, 'idle'), temporaryDirectory(), [job]);
  await expect(sweep.ended).rejects.toThrow(/does not allow .* 'eval(?:sha)?' .* ~hessian-lab:\* \+@all/);
});

test('keys that hold something else end sweep and worker, who would wait in vain, with what to delete', async () => {
  const server = await redisFor();
  await connectTo(server).set(`${PREFIX}:${queueVersion().queue}:wait`, 'something else');
  const told = /holds something else .*: WRONGTYPE .* wrong kind of value\. Delete the keys hessian-lab:\*/;
  const sweep = coordinate(server, temporaryDirectory(), [jobOf(await experimentOf(), 1)]);
  await expect(sweep.ended).rejects.toThrow(told);
  await expect(serve(server, 'empty').ended).rejects.toThrow(told);
});

test('the rights that are named suffice', async () => {
  const server = await redisFor();
  await connectTo(server).acl('SETUSER', 'hands', 'on', '>pw-1', '~hessian-lab:*', '+@all');
  stranger(as(server, 'hands'), async () => failed);
  const job = jobOf(await experimentOf(), 1);
  const outcomes = await coordinate(as(server, 'hands'), temporaryDirectory(), [job]).ended;
  expect(outcomes.get(job.folder)).toMatchObject({ message: 'as asked' });
});

test('a server without memory is told of, and the sweep goes on when it has some', async () => {
  const server = await redisFor({ options: ['--maxmemory', '1', '--maxmemory-policy', 'noeviction'] });
  const job = jobOf(await experimentOf(), 1);
  const sweep = coordinate(server, temporaryDirectory(), [job]);
  await until('it says so', () => sweep.notes.length > 0);
  expect(sweep.notes[0]).toMatch(/refuses for now: OOM/);
  await connectTo(server).config('SET', 'maxmemory', '0');
  stranger(server, async () => failed);
  expect((await sweep.ended).get(job.folder)).toMatchObject({ message: 'as asked' });
});

let place: SweepPlace;

beforeAll(async () => {
  place = await sweepPlace(false);
});

afterAll(() => place.dispose());

test('Ctrl-C on a sweep takes back what no worker has begun', async () => {
  const server = await redisFor();
  const queue = rawQueue(server);
  const sweep = place.sweep(server.url, 'stopped');
  for (let waiting = 0; waiting < 12; ) waiting = await queue.getWaitingCount();
  sweep.child.kill('SIGINT');
  expect(await sweep.ended, sweep.said()).toBe(130);
  expect(await queue.getJobCounts()).toMatchObject({ waiting: 0, delayed: 0, active: 0 });
  expect(sweep.said()).toContain('pending');
});

test('Ctrl-C twice on a sweep ends it at once, also where the server does not answer', async () => {
  const server = await redisFor();
  const queue = rawQueue(server);
  const sweep = place.sweep(server.url, 'stopped-twice');
  for (let waiting = 0; waiting < 12; ) waiting = await queue.getWaitingCount();
  await connectTo(server).client('PAUSE', 60_000, 'ALL');
  sweep.child.kill('SIGINT');
  await until('it says so', () => sweep.said().includes('press Ctrl-C again'));
  // Signals that come closer together are one press.
  await new Promise((resolve) => setTimeout(resolve, 500));
  sweep.child.kill('SIGINT');
  expect(await sweep.ended, sweep.said()).toBe(130);
  // An orderly end prints the table.
  expect(sweep.said()).not.toContain('Per run:');
});
