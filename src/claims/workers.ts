import { setMaxListeners } from 'node:events';
import { moduleBeside, startPool } from '../processes/pool.ts';
import { type Runner, runHere, type Task } from './conduct.ts';
import type { Measurement } from './experiment.ts';

/** Processes that carry out runs. */
export interface Workers {
  readonly runner: Runner;
  /** Ends them, whatever they are at. */
  close(): Promise<void>;
}

/** What a worker is told: an experiment by its id, and the run. */
export interface ClaimTask {
  readonly id: string;
  readonly task: Task;
}

/**
 * Starts up to `jobs` processes; with 1, runs go on in this one.
 *
 * @param signal when aborted, runs that wait reject
 */
export function startWorkers(jobs: number, signal: AbortSignal): Workers {
  if (jobs === 1) {
    let last: Promise<unknown> = Promise.resolve();
    return {
      // One after the other, with a turn of the event loop between two: that is when a signal gets in.
      runner(experiment, task) {
        const next = last.then(async () => {
          await new Promise(setImmediate);
          signal.throwIfAborted();
          return runHere(experiment, task);
        });
        last = next.catch(() => {});
        return next;
      },
      close: async () => {},
    };
  }
  // Every waiting run listens.
  setMaxListeners(0, signal);
  const pool = startPool<ClaimTask, Measurement>(moduleBeside(import.meta.url, './worker'), jobs);
  return {
    runner: ({ id }, task) => pool.run({ id, task }, { signal }),
    close: () => pool.close(),
  };
}
