import { setMaxListeners } from 'node:events';
import { Tinypool } from 'tinypool';
import { inTurn, type Runner, runHere } from './conduct.ts';

/** What Tinypool says of a process that is gone. */
const LOST = 'Worker exited unexpectedly';

/** Processes that carry out runs. */
export interface Workers {
  readonly runner: Runner;
  /** Ends them, whatever they are at. */
  close(): Promise<void>;
}

/**
 * Starts up to `jobs` processes; with 1, runs go on in this one. Processes and not threads: TensorFlow.js's native
 * binding dies in threads. A process that dies takes the run it is at with it, which rejects; the others go on, and
 * another process takes its place.
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
  const lost = new AbortController();
  const ended = AbortSignal.any([signal, lost.signal]);
  // Every waiting run listens.
  setMaxListeners(0, ended);
  const filename = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)
    .href;
  const pool = new Tinypool({ filename, runtime: 'child_process', minThreads: jobs, maxThreads: jobs });
  // Told of a process that dies without a run: as it starts, so that none is left to wait for.
  pool.on('error', (error) => lost.abort(error));
  return {
    runner: async ({ id }, task) => {
      try {
        return await pool.run({ id, task }, { signal: ended });
      } catch (error) {
        if (signal.aborted) throw error;
        const isLost = lost.signal.aborted || (error as Error).message === LOST;
        throw isLost ? new Error('its process ended unexpectedly: killed, or out of memory') : error;
      }
    },
    close: () => pool.destroy(),
  };
}
