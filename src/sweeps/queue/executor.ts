import { setTimeout as pause } from 'node:timers/promises';
import { plainText } from '../../processes/plain-text.ts';
import type { Executor, JobObserver, JobOutcome } from '../executor.ts';
import type { Job } from '../job.ts';
import type { QueueAddress } from './address.ts';
import { CHUNK, openQueue, type QueueClient } from './client.ts';
import { keepRun } from './keep.ts';
import { MOST_TAKEOVERS, MOST_TRIES, queueId } from './names.ts';
import { readReturn } from './result.ts';
import { watchWorkers } from './workers.ts';

/** Between two looks at what is done; longer where looking takes long, so that it never takes more than a tenth. */
const LOOK_MILLISECONDS = 100;
/** Between two comparisons of what is in the queue with what should be, which read every id. */
const COMPARE_MILLISECONDS = 3000;
/** What takes time t is not done again before this many times t. */
const REST = 20;
/** Nor is it left undone for longer: one look may have waited for a server that was away. */
const LONGEST_REST_MILLISECONDS = 5000;
/** How long a sweep that is stopped waits for a server that does not answer. */
const LAST_PATIENCE_MILLISECONDS = 5000;
/** Runs whose files are fetched at a time. */
const FETCHES = 4;

/**
 * Carries out jobs by way of a queue, whose workers (`hessian-lab worker`) may be on any machine. Nothing depends on this
 * process: one that is killed finds, when the same jobs are run again, in the queue what was done meanwhile.
 *
 * What is done is found by looking and not by being told, so that a lost message, a lost connection or a server that comes
 * back empty lose no run: an order that is nowhere in the queue is put there again. Each run's files are written beside and
 * renamed, its manifest last, and only then forgotten by the queue: a run that is done twice is the same run.
 *
 * When its signal is aborted, what no worker has begun is withdrawn; what one has begun, it finishes, and the next `run`
 * of the same jobs collects it.
 *
 * @param directory of the sweep
 * @param notify is told what the reader should know: a server that is away, workers that are missing
 * @throws QueueError, QueueUnreachableError
 */
export async function openQueueExecutor(
  address: QueueAddress,
  directory: string,
  notify: (message: string) => void,
): Promise<Executor> {
  // Servers and workers are quoted.
  const say = (message: string) => notify(plainText(message));
  const client = await openQueue(address, say);
  return {
    run: (jobs, observer, signal) => supervise(client, directory, jobs, observer, signal, say),
    close: () => client.close(),
  };
}

async function supervise(
  client: QueueClient,
  directory: string,
  jobs: readonly Job[],
  observer: JobObserver,
  signal: AbortSignal,
  notify: (message: string) => void,
): Promise<void> {
  const { connection } = client;
  /** Those that have not ended. */
  const open = new Map(jobs.map((job) => [queueId(job), job]));
  const workers = watchWorkers(connection, notify);
  const collector = collect(client, directory, open, observer);
  const asking = rested(LOOK_MILLISECONDS, client.finished);
  const look = async () => {
    const found = await asking.whenDue();
    if (found !== null) await collector.settle(found);
  };
  const comparing = rested(COMPARE_MILLISECONDS, async () => {
    await client.keepFiles([...open.values()]);
    const there = await client.ids();
    // At first that is everything, but for what an earlier process left there.
    const lost = [...open].filter(([id]) => !there.has(id)).map(([, job]) => job);
    for (let at = 0; at < lost.length && !signal.aborted; at += CHUNK) {
      await client.add(lost.slice(at, at + CHUNK));
      await look();
    }
    await workers.look();
  });
  connection.onBack(comparing.hurry);
  const round = async () => {
    await comparing.whenDue();
    await look();
    await pause(LOOK_MILLISECONDS / 2, undefined, { signal }).catch(() => {});
  };
  const stopped = abortion(signal);
  while (open.size > 0 && !signal.aborted) {
    const going = client.patiently(round);
    await Promise.race([going, stopped.then(() => Promise.race([going, lastPatience()]))]);
  }
  collector.stop();
  if (open.size === 0) return;
  const left = await Promise.race([client.withdraw(new Set(open.keys())), lastPatience()]);
  if (left === undefined) {
    notify(`${connection.address.label} is away: what is queued there stays there.`);
  } else if (left > 0) {
    notify(`Workers are at ${left} more and finish them; the same command collects what they send back.`);
  }
}

/** Keeps what has ended, and tells what goes on. */
function collect(client: QueueClient, directory: string, open: Map<string, Job>, observer: JobObserver) {
  const begun = new Set<string>();
  /** Those that are being fetched: a look that failed in the middle may still be at some. */
  const fetched = new Set<string>();
  /** How often an order came back without a result. */
  const spoilt = new Map<string, number>();
  let stopped = false;

  const begin = (id: string, job: Job) => {
    if (begun.has(id) || stopped) return;
    begun.add(id);
    observer.started?.(job, null);
  };

  const end = async (id: string, job: Job, outcome: JobOutcome, files: string | null) => {
    if (stopped) return;
    begin(id, job);
    const kept = await keepRun(directory, job, outcome, files);
    await client.remove(id);
    if (stopped) return;
    open.delete(id);
    observer.ended?.(job, kept);
  };

  const fetch = async (id: string, job: Job) => {
    const text = await client.returned(id);
    // Another sweep of the same run was quicker, or the server forgot it: the next comparison tells.
    if (text === null) return;
    const found = readReturn(text);
    const problem = 'problem' in found ? found.problem : lacksFile(found.outcome);
    if ('outcome' in found && problem === null) return end(id, job, found.outcome, found.files);
    const tries = (spoilt.get(id) ?? 0) + 1;
    spoilt.set(id, tries);
    if (tries < MOST_TRIES) return client.again(job);
    const message = `what came back from the queue was no result, ${MOST_TRIES} times: ${problem}. Something that is no worker of this version answers there, or a worker is broken: look who may write to the queue. Without --queue the run is carried out here.`;
    await end(id, job, { status: 'failed', message, error: 'AnswerError', summary: null }, null);
  };

  return {
    /** What goes on after this changes nothing any more. */
    stop() {
      stopped = true;
    },
    async settle({ completed, failed, active }: Ends): Promise<void> {
      const ours = (ids: readonly string[]) =>
        ids.flatMap((id) => (open.has(id) ? [[id, open.get(id)!] as const] : []));
      await eachOf(
        ours(completed).filter(([id]) => !fetched.has(id)),
        async ([id, job]) => {
          fetched.add(id);
          await fetch(id, job).finally(() => fetched.delete(id));
        },
      );
      for (const [id, job] of ours(failed)) {
        const message = reasonOf(await client.failure(id));
        await end(id, job, { status: 'failed', message, error: 'WorkerError', summary: null }, null);
      }
      for (const [id, job] of ours(active)) {
        begin(id, job);
        const epoch = await client.epoch(id);
        if (epoch !== null && !stopped) observer.advanced?.(job, epoch, job.config.training.epochs);
      }
    },
  };
}

/** Redis forgot a file that the run reads: this sweep brings it once more. null for anything else. */
function lacksFile({ error, message }: JobOutcome): string | null {
  return error === 'MissingFileError' ? message : null;
}

/** Why an order failed that no worker brought to an end, from what BullMQ says of it. */
function reasonOf(text: string | null): string {
  if (text === null) return 'no reason was given';
  if (!/stalled more than/.test(text)) return plainText(text);
  return `its workers were lost in the middle of it, ${MOST_TAKEOVERS + 1} times: it may be what ends them (is there enough memory?). Without --queue it runs here, and tells more.`;
}

type Ends = Awaited<ReturnType<QueueClient['finished']>>;

/** Does something at most every so many milliseconds, and more rarely where it takes long; null where it is not due. */
function rested<Found>(milliseconds: number, action: () => Promise<Found>) {
  let due = 0;
  return {
    hurry() {
      due = 0;
    },
    async whenDue(): Promise<Found | null> {
      const begun = performance.now();
      if (begun < due) return null;
      const found = await action();
      const took = performance.now() - begun;
      due = performance.now() + Math.max(milliseconds, Math.min(REST * took, LONGEST_REST_MILLISECONDS));
      return found;
    },
  };
}

function abortion(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function lastPatience(): Promise<undefined> {
  return pause(LAST_PATIENCE_MILLISECONDS, undefined, { ref: false });
}

async function eachOf<Item>(items: readonly Item[], action: (item: Item) => Promise<void>): Promise<void> {
  const rest = items[Symbol.iterator]();
  const work = async () => {
    for (const item of rest) await action(item);
  };
  await Promise.all(Array.from({ length: FETCHES }, work));
}
