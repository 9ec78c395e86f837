import { followParent } from '../processes/child.ts';
import { neverSynchronise } from '../runs/synchronise.ts';
import { WriteError } from '../runs/write-error.ts';
import { executeJob } from './execute-job.ts';
import type { JobOutcome } from './executor.ts';
import type { Job } from './job.ts';

/** What a worker process is asked for. */
export interface WorkerTask {
  readonly job: Job;
  /** Of the sweep. */
  readonly directory: string;
  /** Whether the files are of no use after a power cut. */
  readonly isTemporary: boolean;
}

/** What comes back: how the job ended, or what `executeJob` threw. */
export type WorkerAnswer =
  | { readonly outcome: JobOutcome }
  | {
      readonly thrown: { readonly kind: 'locked'; readonly message: string } | ThrownWriteError;
    };

/** A WriteError as plain data. */
export interface ThrownWriteError {
  readonly kind: 'write';
  readonly path: string;
  readonly code: string;
  readonly remedy: string;
}

/** What is heard while a job goes on. */
export type WorkerMessage =
  | { readonly kind: 'started'; readonly note: string | null }
  | { readonly kind: 'advanced'; readonly epoch: number; readonly epochs: number };

/** The one message to a worker: save and end this job. */
export interface StopMessage {
  readonly stop: Job['id'];
}

/** Between two messages about one job: an epoch may take less than sending one. */
const MESSAGE_MILLISECONDS = 100;

/** A stop may come before the task that it is about, which takes another way. */
let stopped: Job['id'] | null = null;
let current: { job: Job; controller: AbortController; ended: Promise<unknown> } | null = null;

process.on('message', (message: Partial<StopMessage>) => {
  if (typeof message?.stop !== 'string') return;
  stopped = message.stop;
  if (current?.job.id === stopped) current.controller.abort();
});

followParent(async () => {
  current?.controller.abort();
  await current?.ended;
});

/** Carries out a job in this process, one at a time. */
export default async function work({ job, directory, isTemporary }: WorkerTask): Promise<WorkerAnswer> {
  if (isTemporary) neverSynchronise();
  const controller = new AbortController();
  if (stopped === job.id) controller.abort();
  const ended = attempt(job, directory, controller.signal);
  current = { job, controller, ended };
  const answer = await ended;
  current = null;
  return answer;
}

async function attempt(job: Job, directory: string, signal: AbortSignal): Promise<WorkerAnswer> {
  let told = Number.NEGATIVE_INFINITY;
  try {
    const outcome = await executeJob(job, directory, signal, {
      started: (_, note) => tell({ kind: 'started', note }),
      advanced(_, epoch, epochs) {
        if (performance.now() - told < MESSAGE_MILLISECONDS) return;
        told = performance.now();
        tell({ kind: 'advanced', epoch, epochs });
      },
    });
    return { outcome };
  } catch (error) {
    if (error instanceof WriteError) {
      const { path, code, remedy } = error;
      return { thrown: { kind: 'write', path, code, remedy } };
    }
    return { thrown: { kind: 'locked', message: (error as Error).message } };
  }
}

function tell(message: WorkerMessage): void {
  if (process.connected) process.send!(message);
}
