import { setImmediate } from 'node:timers/promises';
import type { Experiment } from '../config/experiment.ts';
import type { TrainingEvent } from '../training/event.ts';
import { openSession, type TrainingSession } from '../training/session.ts';
import type { TrainingState } from '../training/state.ts';
import { train } from '../training/train.ts';
import type { VerificationRecord } from '../training/verification.ts';
import { gitState } from './git.ts';
import { machine } from './machine.ts';
import type { Provenance } from './manifest.ts';
import { planRuns, type Run } from './plan.ts';
import { startRecorder } from './recorder.ts';
import { type RunSummary, writeSummary } from './summary.ts';
import { packageVersion } from './version.ts';
import { WriteError } from './write-error.ts';

/** What an observer (progress bar, dashboard) is told while runs go on. */
export interface RunObserver {
  started?(run: Run, session: TrainingSession): void;
  advanced?(run: Run, event: TrainingEvent): void;
  ended?(result: RunResult): void;
}

/** A run that has ended, in whatever way. */
export interface RunResult {
  readonly run: Run;
  /** Its folder. */
  readonly directory: string;
  readonly summary: RunSummary;
  /** How it ended, in words. */
  readonly message: string;
  /** What `verify: true` found to differ. */
  readonly disagreements: readonly VerificationRecord[];
  /** What was thrown in a failed run. */
  readonly error?: unknown;
}

/**
 * Runs every arm with every seed, one after the other, and leaves their files in `directory` with a `summary.csv`
 * of those that have ended. A run that diverges or fails does not keep the others from running.
 *
 * @param directory an empty folder, from `numberedDirectory` or `chosenDirectory`
 * @param signal when aborted, the current epoch is finished, the run saved as `interrupted`, and no other started;
 * within a long epoch the last finished one is saved first, for the case that the process is not let finish this one
 * @returns the runs that were started, in order
 * @throws WriteError at once: what cannot be written is not worth computing
 */
export async function executeExperiment(
  experiment: Experiment,
  directory: string,
  signal: AbortSignal,
  observer: RunObserver = {},
): Promise<RunResult[]> {
  const provenance = await findProvenance(experiment.directory);
  const results: RunResult[] = [];
  for (const run of planRuns(experiment)) {
    if (signal.aborted) break;
    const result = await executeRun(run, directory, provenance, signal, observer);
    results.push(result);
    observer.ended?.(result);
    await writeSummary(
      directory,
      results.map(({ summary }) => summary),
    );
  }
  return results;
}

async function executeRun(
  run: Run,
  directory: string,
  provenance: Provenance,
  signal: AbortSignal,
  observer: RunObserver,
): Promise<RunResult> {
  const recorder = await startRecorder(directory, run, provenance);
  let session: TrainingSession | null = null;
  let state: TrainingState | null = null;
  /** The state that the interrupted epoch started from, saved because a second signal ends the process at once. */
  let saved: TrainingState | null = null;
  const end = async (status: RunSummary['status'], message: string, last: TrainingState | null) => ({
    run,
    directory: recorder.directory,
    summary: await recorder.close(status, message, last),
    message,
    disagreements: recorder.disagreements(),
  });
  try {
    session = await openSession(run.config, run.seed);
    await recorder.opened(session);
    observer.started?.(run, session);
    const loop = train(session);
    for (;;) {
      const step = loop.next();
      if (step.done) {
        const { status, message, state: last } = step.value;
        // Epoch 0 has been verified already, unless its numbers are none.
        if (last.epoch > 0) await recorder.verify(last);
        return await end(status, message, last);
      }
      if (step.value === null) {
        await setImmediate();
        if (signal.aborted && state !== saved) {
          saved = state;
          if (state) await recorder.save(state);
        }
        continue;
      }
      state = step.value.state;
      const { epoch, trainLoss, gradientNorm } = step.value.record;
      if (epoch === 0 && Number.isFinite(trainLoss) && Number.isFinite(gradientNorm))
        await recorder.verify(state);
      await recorder.record(step.value);
      observer.advanced?.(run, step.value);
      // The loop is synchronous: this is where a signal gets in.
      await setImmediate();
      if (signal.aborted) {
        return await end('interrupted', `interrupted by a signal after epoch ${state.epoch}`, state);
      }
    }
  } catch (error) {
    if (error instanceof WriteError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    return { ...(await end('failed', message, state)), error };
  } finally {
    session?.dispose();
  }
}

async function findProvenance(directory: string): Promise<Provenance> {
  return {
    versions: { hessianLab: packageVersion(), node: process.version },
    machine: machine(),
    git: await gitState(directory),
  };
}
