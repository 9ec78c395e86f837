import { setTimeout as pause } from 'node:timers/promises';
import type { Job as QueueJob } from 'bullmq';
import { plainText } from '../../processes/plain-text.ts';
import type { JobOutcome } from '../executor.ts';
import { type QueueAddress, withoutPassword } from './address.ts';
import { connect, type QueueConnection } from './connection.ts';
import { QueueError } from './errors.ts';
import { openInputs } from './inputs.ts';
import { leaseMilliseconds } from './lease.ts';
import { KEEP_SECONDS, MOST_TAKEOVERS, PREFIX, queueVersion, workerName } from './names.ts';
import { type Order, readOrder } from './order.ts';
import { loadQueuePackages } from './packages.ts';
import type { RunReturn } from './result.ts';
import { failure, openSlot } from './slot.ts';
import { otherWork, workLeft } from './work-left.ts';
import { openWorkplace } from './workplace.ts';

/** How long one command may wait for a run; shorter than a connection may be silent. */
const DRAIN_SECONDS = 3;
/** Between two looks at whether anything is left to do. */
const LOOK_MILLISECONDS = 500;
/** How long a worker that is stopped waits for a server that does not answer. */
const LAST_PATIENCE_MILLISECONDS = 5000;
const PROGRESS_MILLISECONDS = 1000;

/** Outcomes that no other try would change; all other failures may be this machine's. */
const FINAL_ERRORS = [
  'DataError',
  'ConfigError',
  'ParameterFileError',
  'StabilityLimitError',
  'OrderError',
  'ParcelError',
  'MissingFileError',
];

/** What is changed about a worker, and who hears of it. */
export interface WorkerOptions {
  /** Runs at a time, each in a process of its own. */
  readonly jobs: number;
  /** `stopped`: it waits for more; `empty`: until nothing waits and nobody works any more; `one`: one run. */
  readonly until: 'stopped' | 'empty' | 'one';
  notify(message: string): void;
  started?(run: string): void;
  /** `givesBack`: it will be tried again, here or elsewhere. */
  ended?(run: string, outcome: JobOutcome, milliseconds: number, givesBack: boolean): void;
}

/**
 * Takes runs from a queue, carries them out in processes of their own, and sends back their files. This process only
 * renews its leases: training never keeps it from that, so that nobody else takes over what it is at.
 *
 * When `signal` is aborted, what goes on is saved and given back with its checkpoint, for another worker to go on with.
 * A worker that is killed gives nothing back: its runs start over elsewhere when their leases have run out. Everything it
 * writes lies in a temporary folder of its own, which the next worker here removes where it was killed.
 *
 * @throws QueueError, also where what waits is for another version; QueueUnreachableError; SettingError
 * @throws WriteError when the temporary folder cannot be written; its runs have been given back
 */
export async function serveQueue(
  address: QueueAddress,
  options: WorkerOptions,
  signal: AbortSignal,
): Promise<void> {
  const lease = leaseMilliseconds();
  const notify = (message: string) => options.notify(plainText(message));
  const packages = await loadQueuePackages();
  const connection = await connect(address, packages, workerName(queueVersion(), options.jobs), notify);
  try {
    await refuseOtherVersion(connection);
    const workplace = await openWorkplace();
    try {
      await serve(connection, packages.bullmq, workplace.directory, lease, { ...options, notify }, signal);
    } finally {
      await workplace.dispose();
    }
  } finally {
    connection.close();
  }
}

async function serve(
  connection: QueueConnection,
  bullmq: typeof import('bullmq'),
  directory: string,
  lease: number,
  { jobs, until, notify, started, ended }: WorkerOptions,
  signal: AbortSignal,
): Promise<void> {
  const { redis, address } = connection;
  const inputs = openInputs(redis, directory);
  const slots = Array.from({ length: jobs }, (_, index) => openSlot(directory, index + 1));
  const free = [...slots];
  const stop = new AbortController();
  const stopping = AbortSignal.any([signal, stop.signal]);
  let fault: unknown = null;

  const carryOut = async (job: QueueJob<Order>): Promise<RunReturn> => {
    const slot = free.pop()!;
    let told = performance.now();
    try {
      const order = readOrder(job.data);
      await inputs.fetch(order);
      return await slot.carryOut(order, inputs.pathOf, stopping, (epoch) => {
        if (performance.now() - told < PROGRESS_MILLISECONDS || !connection.isUp()) return;
        told = performance.now();
        job.updateProgress(epoch).catch(() => {});
      });
    } catch (error) {
      if (error instanceof Error && FINAL_ERRORS.includes(error.name)) {
        return { outcome: failure(error), files: null };
      }
      throw error;
    } finally {
      free.push(slot);
    }
  };

  const giveBack = async (job: QueueJob<Order>, token: string, begun: string | null): Promise<never> => {
    if (begun !== null) await job.updateData({ ...job.data, begun });
    await job.moveToWait(token);
    throw new bullmq.WaitingError();
  };

  const processor = async (job: QueueJob<Order>, token = ''): Promise<RunReturn> => {
    if (until === 'one') worker.pause(true).catch(() => {});
    const name = describe(job.data);
    const begun = performance.now();
    started?.(name);
    let found: RunReturn;
    try {
      found = await carryOut(job);
    } catch (error) {
      // This machine's trouble, and not the run's: others may be better off.
      fault = error;
      stop.abort();
      return giveBack(job, token, null);
    }
    const { outcome, files } = found;
    const mayDoBetter =
      outcome.status === 'failed' &&
      !FINAL_ERRORS.includes(outcome.error ?? '') &&
      job.attemptsMade + 1 < (job.opts.attempts ?? 1);
    const givesBack = outcome.status === 'interrupted' || mayDoBetter;
    ended?.(name, outcome, performance.now() - begun, givesBack);
    if (outcome.status === 'interrupted') return giveBack(job, token, files);
    if (mayDoBetter) throw new Error(outcome.message);
    return found;
  };

  const worker = new bullmq.Worker<Order, RunReturn>(queueVersion().queue, processor, {
    connection: redis,
    prefix: PREFIX,
    concurrency: jobs,
    skipVersionCheck: true,
    lockDuration: lease,
    stalledInterval: lease,
    maxStalledCount: MOST_TAKEOVERS,
    drainDelay: DRAIN_SECONDS,
    runRetryDelay: 1000,
    removeOnComplete: { age: KEEP_SECONDS },
    removeOnFail: { age: KEEP_SECONDS },
    autorun: false,
  });
  worker.on('error', (error) => {
    const text = trouble(error);
    if (text !== null) notify(withoutPassword(text, address));
  });
  const going = worker.run().catch((error: unknown) => {
    fault ??= error;
    stop.abort();
  });
  const over = until === 'one' ? going : until === 'empty' ? emptied(connection, stopping) : never;
  watchOtherVersions(connection, notify, stopping).catch(() => {});
  try {
    await Promise.race([over, aborted(stopping)]);
    const closed = await Promise.race([
      worker.close().then(() => true),
      patienceFor(connection).then(() => false),
    ]);
    if (!closed) {
      notify(`${address.label} is away: other workers take over what was begun here when its lease is over.`);
      await worker.close(true).catch(() => {});
    }
  } finally {
    stop.abort();
    await Promise.all(slots.map((slot) => slot.close()));
  }
  if (fault !== null) throw fault;
}

/** The name of a run for people, from an order that may be nonsense. */
function describe(order: Partial<Order>): string {
  return `${plainText(String(order?.label), 200)} seed ${plainText(String(order?.seed), 20)}`;
}

/** What an error of BullMQ means; null for what is told elsewhere. */
function trouble({ message }: Error): string | null {
  if (/could not renew lock|Missing lock|Missing key|not in the active state|Lock mismatch/i.test(message)) {
    return 'A run took longer than its lease while this worker was cut off; it is carried out again. Nothing is lost.';
  }
  if (/^(?:[A-Z]+ )/.test(message) && !/^(?:LOADING|ECONN)/.test(message)) return message;
  return null;
}

async function refuseOtherVersion(connection: QueueConnection): Promise<void> {
  if ((await workLeft(connection)) > 0) return;
  const others = await otherWork(connection);
  if (others.length === 0) return;
  throw new QueueError(
    `What waits at ${connection.address.label} is for hessian-lab ${others.join(', ')}; this is ${queueVersion().label}. Install the same version here: npm install --global hessian-lab@<version>.`,
  );
}

/** While there is nothing to do, tells of work for another version, once. */
async function watchOtherVersions(
  connection: QueueConnection,
  notify: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await pause(20 * LOOK_MILLISECONDS, undefined, { signal, ref: false });
    if (!connection.isUp() || (await workLeft(connection)) > 0) continue;
    const others = await otherWork(connection);
    if (others.length === 0) continue;
    return notify(
      `Runs wait here for hessian-lab ${others.join(', ')}; this is ${queueVersion().label} and leaves them alone.`,
    );
  }
}

/** Resolves when nothing waits and nobody works. */
async function emptied(connection: QueueConnection, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await workLeft(connection)) > 0) {
    await pause(LOOK_MILLISECONDS, undefined, { signal }).catch(() => {});
  }
}

/** A server that answers has all the time that saving takes. */
async function patienceFor(connection: QueueConnection): Promise<void> {
  for (let away = 0; away < LAST_PATIENCE_MILLISECONDS; away += LOOK_MILLISECONDS) {
    await pause(LOOK_MILLISECONDS, undefined, { ref: false });
    if (connection.isUp()) away = 0;
  }
}

const never = new Promise<void>(() => {});

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
