import { cellTexts } from '../runs/csv-log.ts';
import { executeAlone } from '../runs/execute-alone.ts';
import { provenanceOf } from '../runs/provenance.ts';
import type { RunResult } from '../runs/run-result.ts';
import { summaryColumns } from '../runs/summary.ts';
import { WriteError } from '../runs/write-error.ts';
import type { JobObserver, JobOutcome } from './executor.ts';
import type { Job } from './job.ts';

/**
 * Carries out a job in this process, into `<directory>/<job.folder>` under a lock of that folder; one that was begun
 * there goes on from its checkpoint, one that has ended there is given as it is. The files are those of
 * `hessian-lab run` with the job's config, byte for byte apart from clocks.
 *
 * The caller sees to it that `job.config`'s paths are right on this machine.
 *
 * @param directory of the sweep, on this machine
 * @param signal when aborted, the current epoch is finished and the run saved as `interrupted`
 * @param observer hears `started` and `advanced`, and `ended` for whatever is returned
 * @throws WriteError, and DirectoryLockedError when another process is at this run; all else is an outcome `failed`
 */
export async function executeJob(
  job: Job,
  directory: string,
  signal: AbortSignal,
  observer: JobObserver = {},
): Promise<JobOutcome> {
  const { label, seed, config, git } = job;
  const { epochs } = config.training;
  const outcome = await attempt(() =>
    executeAlone({ arm: label, seed, config }, directory, provenanceOf(git), signal, {
      started: (_run, _session, note) => observer.started?.(job, note),
      advanced: (_run, { record }) => observer.advanced?.(job, record.epoch, epochs),
    }),
  );
  observer.ended?.(job, outcome);
  return outcome;
}

async function attempt(execute: () => Promise<RunResult>): Promise<JobOutcome> {
  try {
    return outcomeOf(await execute());
  } catch (error) {
    if (!(error instanceof Error))
      return { status: 'failed', message: String(error), error: 'Error', summary: null };
    if (error instanceof WriteError || error.name === 'DirectoryLockedError') throw error;
    return { status: 'failed', message: error.message, error: error.name, summary: null };
  }
}

/** The outcome of a run that has ended, now or before. */
export function outcomeOf({ summary, message, error }: RunResult): JobOutcome {
  return {
    status: summary.status,
    message,
    error: error === undefined ? null : error instanceof Error ? error.name : 'Error',
    summary: cellTexts(summaryColumns, summary),
  };
}
