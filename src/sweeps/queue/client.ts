import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { JobType, Queue } from 'bullmq';
import { sha256 } from '../../config/hash.ts';
import type { Job } from '../job.ts';
import { type QueueAddress, withoutPassword } from './address.ts';
import { connect, type QueueConnection } from './connection.ts';
import { foreignKeys, notAllowed, QueueError } from './errors.ts';
import { fileKey, MOST_TRIES, PREFIX, QUEUES_KEY, queueId, queueVersion } from './names.ts';
import { type Order, orderOf } from './order.ts';
import { loadQueuePackages } from './packages.ts';
import { pack } from './parcel.ts';

/** Orders that one round trip carries. */
export const CHUNK = 500;
/** Before a run that failed is tried a second time; longer each time. */
const FIRST_PAUSE_MILLISECONDS = 1000;
/** How long Redis keeps a file that runs read after its sweep was last seen. */
const FILE_SECONDS = 24 * 3600;
const RETRY_MILLISECONDS = 1000;

/** What a sweep does with a queue. All of it may be done twice. */
export interface QueueClient {
  readonly connection: QueueConnection;
  /** Puts the orders of jobs into the queue; one that is there already, in whatever state, stays as it is. */
  add(jobs: readonly Job[]): Promise<void>;
  /** Puts the order of a job into the queue anew, in place of what came of it. */
  again(job: Job): Promise<void>;
  /** The ids of all orders in the queue, in whatever state. */
  ids(): Promise<Set<string>>;
  /** The ids of those that came to an end, or are worked on. */
  finished(): Promise<{ completed: string[]; failed: string[]; active: string[] }>;
  /** What a worker sent back, as it was sent; null where the queue holds nothing of the kind. */
  returned(id: string): Promise<string | null>;
  /** Why an order failed that no worker brought to an end, in the words of whoever failed it; null where it is not told. */
  failure(id: string): Promise<string | null>;
  /** The last epoch that a worker told; null before the first. */
  epoch(id: string): Promise<number | null>;
  remove(id: string): Promise<void>;
  /** Takes back those that no worker has begun, and gives the number of those that one has. */
  withdraw(ids: ReadonlySet<string>): Promise<number>;
  /** Sees to it that the files that jobs read are there, and stay for a day. Throws a QueueError when one has changed. */
  keepFiles(jobs: readonly Job[]): Promise<void>;
  /** Does something; where the server refuses it (full, loading, read-only), says so and returns. */
  patiently(action: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the queue of this version at an address.
 *
 * @throws QueueError, QueueUnreachableError
 */
export async function openQueue(
  address: QueueAddress,
  notify: (message: string) => void,
): Promise<QueueClient> {
  const packages = await loadQueuePackages();
  const version = queueVersion();
  const connection = await connect(address, packages, `${PREFIX}:${version.queue}:sweep`, notify);
  const { redis } = connection;
  const queue: Queue<Order> = new packages.bullmq.Queue(version.queue, {
    connection: redis,
    prefix: PREFIX,
    skipVersionCheck: true,
    // Nobody reads the events, and each holds what its run sent back.
    streams: { events: { maxLen: 1 } },
  });
  // A lost connection is told by the connection.
  queue.on('error', () => {});
  const told = new Set<string>();
  const field = (id: string, name: string) => redis.hget(queue.toKey(id), name);

  const client: QueueClient = {
    connection,
    async add(jobs) {
      // A server that came back empty has forgotten these.
      await redis.hset(QUEUES_KEY, version.queue, version.label);
      await redis.hset(queue.toKey('meta'), 'opts.maxLenEvents', 1);
      await queue.addBulk(jobs.map((job) => ({ name: 'run', data: orderOf(job), opts: optionsOf(job) })));
    },
    async again(job) {
      await client.keepFiles([job]);
      await queue.remove(queueId(job));
      await client.add([job]);
    },
    async ids() {
      const ids = await queue.getRanges([...unbegun, 'active', 'completed', 'failed'], 0, -1);
      return new Set(ids);
    },
    async finished() {
      const of = (state: 'completed' | 'failed' | 'active') => queue.getRanges([state], 0, -1, true);
      const [completed, failed, active] = await Promise.all([of('completed'), of('failed'), of('active')]);
      return { completed, failed, active };
    },
    returned: (id) => field(id, 'returnvalue'),
    failure: (id) => field(id, 'failedReason'),
    async epoch(id) {
      const text = await field(id, 'progress');
      return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
    },
    async remove(id) {
      await queue.remove(id);
    },
    async withdraw(ids) {
      const waiting = await queue.getRanges(unbegun, 0, -1);
      // One by one, each takes a search through all that waits.
      if (waiting.every((id) => ids.has(id))) await queue.drain(true);
      else for (const id of waiting) if (ids.has(id)) await queue.remove(id);
      const active = await queue.getRanges(['active'], 0, -1);
      return active.filter((id) => ids.has(id)).length;
    },
    async keepFiles(jobs) {
      const files = new Map(jobs.flatMap((job) => job.files).map((file) => [file.sha256, file]));
      for (const file of files.values()) {
        if ((await redis.expire(fileKey(file.sha256), FILE_SECONDS)) === 1) continue;
        await redis.set(fileKey(file.sha256), await packFile(file), 'EX', FILE_SECONDS);
      }
    },
    async patiently(action) {
      try {
        await action();
      } catch (error) {
        const message = refusal(error);
        if (message === null) throw error;
        const text = withoutPassword(message, address);
        if (/^NOPERM/.test(message)) throw notAllowed(address.label, text);
        if (/^WRONGTYPE/.test(message)) throw foreignKeys(address.label, text);
        if (!told.has(text)) notify(`${address.label} refuses for now: ${text}`);
        told.add(text);
        await pause(RETRY_MILLISECONDS);
      }
    },
    async close() {
      await queue.close();
      connection.close();
    },
  };
  return client;
}

/** The states of orders that no worker has begun. */
const unbegun: JobType[] = ['wait', 'prioritized', 'delayed'];

function optionsOf(job: Job) {
  return {
    jobId: queueId(job),
    attempts: MOST_TRIES,
    backoff: { type: 'exponential', delay: FIRST_PAUSE_MILLISECONDS },
  };
}

async function packFile({ key, path, sha256: expected }: Job['files'][number]): Promise<string> {
  const content = readFileSync(path);
  if (sha256(content) !== expected) {
    throw new QueueError(`${path} has changed since the sweep was planned: start the sweep again.`);
  }
  const name = key === 'data.path' ? 'data.csv' : 'parameters.json';
  return pack([{ name, content }], `${key}: ${path}`);
}

/** What the server, or the loss of a connection in the middle of an answer, says; null for an error of ours. */
function refusal(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const isTransient =
    ['ReplyError', 'AbortError', 'MaxRetriesPerRequestError'].includes(error.name) ||
    error.message === 'Connection is closed.';
  return isTransient ? error.message : null;
}
