import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import { type RedisServer, type RedisSettings, startRedis } from '../../../scripts/services/redis-server.ts';
import type { JobOutcome } from '../../../src/sweeps/executor.ts';
import type { Job } from '../../../src/sweeps/job.ts';
import { readAddress } from '../../../src/sweeps/queue/address.ts';
import { openQueueExecutor } from '../../../src/sweeps/queue/executor.ts';
import { PREFIX, queueVersion } from '../../../src/sweeps/queue/names.ts';
import { serveQueue, type WorkerOptions } from '../../../src/sweeps/queue/worker.ts';

/** A Redis until the test ends. */
export async function redisFor(settings: RedisSettings = {}): Promise<RedisServer> {
  const redis = await startRedis(settings);
  onTestFinished(() => redis.dispose());
  return redis;
}

/** A connection of the test's own until it ends. */
export function connectTo({ url }: RedisServer): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  redis.on('error', () => {});
  onTestFinished(() => redis.disconnect());
  return redis;
}

/** The queue of this version as BullMQ has it. */
export function rawQueue(server: RedisServer): Queue {
  const queue = new Queue(queueVersion().queue, { connection: connectTo(server), prefix: PREFIX });
  onTestFinished(() => queue.close());
  return queue;
}

/** Somebody who may write to the queue and takes its runs: `answer` is what comes back, whatever it is. */
export function stranger(
  server: RedisServer,
  answer: (order: unknown, attempt: number) => Promise<unknown>,
): void {
  let attempt = 0;
  const worker = new Worker(
    queueVersion().queue,
    (job) => {
      attempt += 1;
      return answer(job.data, attempt);
    },
    { connection: connectTo(server), prefix: PREFIX, skipVersionCheck: true },
  );
  onTestFinished(() => worker.close(true));
}

/** A sweep that sends jobs through the queue. */
export function coordinate({ url }: RedisServer, directory: string, jobs: readonly Job[]) {
  const notes: string[] = [];
  const stop = new AbortController();
  const outcomes = new Map<string, JobOutcome>();
  const run = async () => {
    const note = (message: string) => notes.push(message);
    const executor = await openQueueExecutor(readAddress(url, undefined), directory, note);
    try {
      const ended = ({ folder }: Job, outcome: JobOutcome) => outcomes.set(folder, outcome);
      await executor.run(jobs, { ended }, stop.signal);
    } finally {
      await executor.close();
    }
    return outcomes;
  };
  const ended = run();
  // Where the test fails first, nobody listens any more.
  ended.catch(() => {});
  onTestFinished(() => stop.abort());
  return { notes, stop: () => stop.abort(), ended };
}

/** A worker in this process, and how its tries ended: with `true` where it gave the run back. */
export function serve({ url }: RedisServer, until: WorkerOptions['until'], jobs = 1) {
  const notes: string[] = [];
  const begun: string[] = [];
  const ends: (readonly [JobOutcome, boolean])[] = [];
  const stop = new AbortController();
  const ended = serveQueue(
    readAddress(url, undefined),
    {
      jobs,
      until,
      notify: (message) => notes.push(message),
      started: (run) => begun.push(run),
      ended: (_, outcome, _milliseconds, givesBack) => ends.push([outcome, givesBack]),
    },
    stop.signal,
  );
  ended.catch(() => {});
  onTestFinished(async () => {
    stop.abort();
    await ended.catch(() => {});
  });
  return { notes, begun, ends, stop: () => stop.abort(), ended };
}
