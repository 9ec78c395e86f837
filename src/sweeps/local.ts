import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { LONGEST_GRACE_MILLISECONDS } from '../processes/child.ts';
import { moduleBeside, type ProcessPool, startPool } from '../processes/pool.ts';
import { WriteError } from '../runs/write-error.ts';
import type { Executor, JobObserver, JobOutcome } from './executor.ts';
import type { StopMessage, WorkerAnswer, WorkerMessage, WorkerTask } from './worker.ts';

/** A process that was killed is replaced, and its job goes on from its checkpoint, once. */
const ATTEMPTS = 2;

/** A worker whose sweep was killed takes its time to notice and to save; its lock is waited for that long. */
const LOCK_PATIENCE_MILLISECONDS = LONGEST_GRACE_MILLISECONDS + 5000;
const LOCK_PAUSE_MILLISECONDS = 250;

/**
 * An executor with worker processes on this machine, which stay for all the jobs.
 *
 * @param directory of the sweep
 * @param processes at most; no more than there are jobs are started
 * @param isTemporary whether the directory is of no use after a power cut, so that no file waits for the disk; default false
 */
export function localExecutor(directory: string, processes: number, isTemporary = false): Executor {
  let pool: ProcessPool<WorkerTask, WorkerAnswer> | null = null;
  return {
    async run(jobs, observer, signal) {
      const count = Math.min(processes, jobs.length);
      if (count === 0) return;
      pool ??= startPool(moduleBeside(import.meta.url, './worker'), count, environment(count));
      const failure = new AbortController();
      const either = AbortSignal.any([signal, failure.signal]);
      // Every lane listens.
      setMaxListeners(0, either);
      const waiting = jobs[Symbol.iterator]();
      const lane = async () => {
        for (const job of waiting) {
          if (either.aborted) return;
          const outcome = await carryOut(pool!, { job, directory, isTemporary }, observer, either);
          observer.ended?.(job, outcome);
        }
      };
      const lanes = Array.from({ length: count }, () =>
        lane().catch((error: unknown) => failure.abort(error)),
      );
      await Promise.all(lanes);
      if (failure.signal.aborted) throw failure.signal.reason;
    },
    close: async () => pool?.close(),
  };
}

/** The threads of the closed form are shared out among the processes; no number depends on them. */
function environment(processes: number): NodeJS.ProcessEnv {
  const threads = Math.max(1, Math.min(4, Math.floor(availableParallelism() / processes)));
  return { HESSIAN_LAB_THREADS: String(threads), ...process.env };
}

/** One job until it has ended, through the death of a process and a lock that is about to be given back. */
async function carryOut(
  pool: ProcessPool<WorkerTask, WorkerAnswer>,
  task: WorkerTask,
  observer: JobObserver,
  signal: AbortSignal,
): Promise<JobOutcome> {
  const patience = performance.now() + LOCK_PATIENCE_MILLISECONDS;
  for (let attempt = 1; ; ) {
    const answer = await askOnce(pool, task, observer, signal);
    if ('outcome' in answer) {
      const wasStopped = answer.outcome.status === 'interrupted' && !signal.aborted;
      if (!wasStopped || attempt === ATTEMPTS) return answer.outcome;
      attempt += 1;
    } else if (answer.thrown.kind === 'write') {
      const { path, code, remedy } = answer.thrown;
      throw new WriteError(path, Object.assign(new Error(code), { code }), remedy);
    } else if (answer.thrown.kind === 'dead') {
      if (signal.aborted) return unfinished('interrupted', 'its process ended before it could save');
      if (attempt === ATTEMPTS) {
        return unfinished(
          'failed',
          'its worker process was killed, and so was the next one that took over: is there enough memory? Fewer --jobs take less. Its checkpoint is kept.',
        );
      }
      attempt += 1;
    } else {
      if (signal.aborted || performance.now() > patience) return unfinished('failed', answer.thrown.message);
      await setTimeout(LOCK_PAUSE_MILLISECONDS);
    }
  }
}

function unfinished(status: 'interrupted' | 'failed', message: string): JobOutcome {
  return { status, message, error: status === 'failed' ? 'WorkerError' : null, summary: null };
}

type Answer = WorkerAnswer | { readonly thrown: { readonly kind: 'dead' } };

async function askOnce(
  pool: ProcessPool<WorkerTask, WorkerAnswer>,
  task: WorkerTask,
  observer: JobObserver,
  signal: AbortSignal,
): Promise<Answer> {
  const { job } = task;
  let send: (message: StopMessage) => void = () => {};
  const stop = () => send({ stop: job.id });
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await pool.run(task, {
      channel: {
        onMessage(sender) {
          send = sender;
          if (signal.aborted) stop();
        },
        postMessage(message: WorkerMessage) {
          // A process that was still loading its worker has not heard the first one.
          if (signal.aborted) stop();
          if (message.kind === 'started') observer.started?.(job, message.note);
          else observer.advanced?.(job, message.epoch, message.epochs);
        },
      },
    });
  } catch {
    // The worker gives back whatever it throws: what rejects is the death of its process.
    return { thrown: { kind: 'dead' } };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
