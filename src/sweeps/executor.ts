import type { RunStatus } from '../runs/manifest.ts';
import type { Job } from './job.ts';

/** How a job ended. Plain data without NaN: survives JSON. */
export interface JobOutcome {
  readonly status: RunStatus;
  /** How it ended, in words; of a failed one the error, without a stack trace. */
  readonly message: string;
  /** The name of the class of what was thrown, `DataError`; null where nothing was. */
  readonly error: string | null;
  /** The run's row of `summary.csv`, cell by column, as text; null where there was no run to summarise. */
  readonly summary: Readonly<Record<string, string>> | null;
}

/** What is heard of jobs while they are carried out, wherever that is. */
export interface JobObserver {
  /** `note` tells how an interrupted run goes on; null for a new one. Heard again when a job is tried again. */
  started?(job: Job, note: string | null): void;
  /** An epoch is done; not every one need be told. */
  advanced?(job: Job, epoch: number, epochs: number): void;
  /** Heard once for each job that was begun. */
  ended?(job: Job, outcome: JobOutcome): void;
}

/** Carries out jobs: by processes on this machine, or by a queue on many. */
export interface Executor {
  /**
   * Carries out the jobs, in their order as far as several go on at once, each into its own folder of the sweep's
   * directory. Resolves when all have ended, or when `signal` was aborted and those that had begun have been saved and
   * ended; those that had not begun are not heard of.
   *
   * @throws WriteError when results cannot be written here: what cannot be kept is not worth computing
   */
  run(jobs: readonly Job[], observer: JobObserver, signal: AbortSignal): Promise<void>;
  /** Gives back processes and connections, whatever they are at. */
  close(): Promise<void>;
}
