import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { Job } from '../../src/sweeps/job.ts';
import { readAddress } from '../../src/sweeps/queue/address.ts';
import { CHUNK, openQueue } from '../../src/sweeps/queue/client.ts';
import { startRedis } from '../services/redis-server.ts';
import { benchJobs } from './sweep.ts';

/** What so many waiting jobs cost. */
export interface QueueCost {
  readonly job: 'empty' | 'order';
  readonly jobs: number;
  /** Jobs that one round trip carries. */
  readonly atATime: number;
  readonly seconds: number;
  /** Redis' used_memory, with the queue empty and with all of them waiting. */
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** Of Redis. */
  readonly version: string;
}

/** One by one, a round trip each, this many show the rate. */
const SINGLE = 5000;

/**
 * Puts jobs into queues on a Redis of their own: empty ones one by one and in bulk, and the orders of a sweep.
 *
 * @throws Error where redis-server is not installed
 */
export async function queueCosts(jobs: number): Promise<QueueCost[]> {
  const server = await startRedis();
  const redis = new Redis(server.url, { maxRetriesPerRequest: null });
  try {
    const empty = new Queue('empty', { connection: redis });
    const order = await openQueue(readAddress(server.url, undefined), console.error);
    const [first] = await benchJobs(2);
    const measure = async (
      job: QueueCost['job'],
      count: number,
      atATime: number,
      add: (from: number, to: number) => Promise<unknown>,
    ): Promise<QueueCost> => {
      await redis.flushall();
      const { bytes: bytesBefore, version } = await serverState(redis);
      const begun = performance.now();
      for (let at = 0; at < count; at += atATime) await add(at, Math.min(at + atATime, count));
      const seconds = (performance.now() - begun) / 1000;
      const { bytes: bytesAfter } = await serverState(redis);
      return { job, jobs: count, atATime, seconds, bytesBefore, bytesAfter, version };
    };
    const some = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
    const costs = [
      await measure('empty', Math.min(jobs, SINGLE), 1, () => empty.add('run', {})),
      await measure('empty', jobs, CHUNK, (from, to) =>
        empty.addBulk(some(from, to).map(() => ({ name: 'run', data: {} }))),
      ),
      await measure('order', jobs, CHUNK, (from, to) =>
        order.add(some(from, to).map((seed) => numbered(first!, seed))),
      ),
    ];
    await order.close();
    await empty.close();
    return costs;
  } finally {
    redis.disconnect();
    await server.dispose();
  }
}

/** A job as a sweep over seeds has it, without the cost of planning 100,000. */
function numbered(job: Job, seed: number): Job {
  return { ...job, id: seed.toString(16).padStart(64, '0'), seed };
}

async function serverState(redis: Redis): Promise<{ bytes: number; version: string }> {
  const info = await redis.info();
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
  return { bytes: Number(field('used_memory')), version: field('redis_version') };
}
