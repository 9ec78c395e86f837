import { setMaxListeners } from 'node:events';
import { moduleBeside, startPool } from '../processes/pool.ts';
import { inTurn, type Run, type Runner, runHere, type Task } from './conduct.ts';

/** What the pool says of a process that is gone, and of a run that waits when none can be started. */
const LOST = ['Worker exited unexpectedly', 'The task has been cancelled'];

/** The process that carried out a run is gone. */
export class ProcessLostError extends Error {
  override readonly name = 'ProcessLostError';
}

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
 * Starts up to `jobs` processes; with 1, runs go on in this one. A process that dies takes the run it is at with it,
 * which rejects with a ProcessLostError; the others go on, and another process takes its place.
 *
 * @param signal when aborted, runs that wait reject
 */
export function startWorkers(jobs: number, signal: AbortSignal): Workers {
  if (jobs === 1) {
    // With a turn of the event loop between two runs: that is when a signal gets in.
    const runner = inTurn(async (experiment, task) => {
      await new Promise(setImmediate);
      signal.throwIfAborted();
      return runHere(experiment, task);
    });
    return { runner, close: async () => {} };
  }
  // Every waiting run listens.
  setMaxListeners(0, signal);
  const pool = startPool<ClaimTask, Run>(moduleBeside(import.meta.url, './worker'), jobs);
  return {
    runner: async ({ id }, task) => {
      try {
        return await pool.run({ id, task }, { signal });
      } catch (error) {
        if (signal.aborted || !(error instanceof Error) || !LOST.includes(error.message)) throw error;
        throw new ProcessLostError(
          'its process ended unexpectedly: killed, or out of memory. Run the claim again, with a smaller --jobs if memory is short.',
        );
      }
    },
    close: () => pool.close(),
  };
}
