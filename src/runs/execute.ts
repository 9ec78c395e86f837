import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Experiment } from '../config/experiment.ts';
import { writeExperiment } from '../config/write.ts';
import type { TrainingEvent } from '../training/event.ts';
import { openSession, type TrainingSession } from '../training/session.ts';
import type { TrainingState } from '../training/state.ts';
import { train } from '../training/train.ts';
import { gitState } from './git.ts';
import { CONFIG_FILE, inspectDirectory, type RunEntry, resultsOf, type UnendedRun } from './inspect.ts';
import { lockDirectory } from './lock.ts';
import { machine } from './machine.ts';
import type { Provenance } from './manifest.ts';
import { planRuns, type Run } from './plan.ts';
import { startRecorder } from './recorder.ts';
import { pinsOf, removeLeftovers } from './recovery.ts';
import type { RunResult } from './run-result.ts';
import { type RunSummary, writeSummary } from './summary.ts';
import { packageVersion } from './version.ts';
import { writeWhole } from './write.ts';
import { WriteError } from './write-error.ts';

export type { RunResult } from './run-result.ts';

/** What an observer (progress bar, dashboard) is told while runs go on. */
export interface RunObserver {
  /** `note` tells how an interrupted run is gone on with; null for a new one. */
  started?(run: Run, session: TrainingSession, note: string | null): void;
  advanced?(run: Run, event: TrainingEvent): void;
  ended?(result: RunResult): void;
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
 * @throws DirectoryLockedError when another process writes into the directory
 */
export async function executeExperiment(
  experiment: Experiment,
  directory: string,
  signal: AbortSignal,
  observer: RunObserver = {},
): Promise<RunResult[]> {
  return locked(directory, async () => {
    const provenance = await findProvenance(experiment.directory);
    await writeWhole(join(directory, CONFIG_FILE), writeExperiment(experiment));
    const entries = planRuns(experiment).map((run): RunEntry => ({ kind: 'new', run }));
    return executeEntries(entries, directory, provenance, signal, observer);
  });
}

/**
 * Goes on with every run of a directory that has not completed or diverged, each from its checkpoint, on the backends
 * that its manifest names; one without a checkpoint starts over. What it leaves is, apart from clock times and the
 * manifests' notes of it, what an uninterrupted run leaves, byte for byte.
 *
 * @param directory from an earlier `executeExperiment`
 * @param signal, observer as there; `observer` hears nothing of runs that had ended before
 * @returns the runs that had ended before and those that were gone on with, in order
 * @throws ResumeError, ManifestError, LogError, CheckpointError, ConfigError, EngineUnavailableError where something is
 *   wrong with the directory or this machine; nothing is changed then
 * @throws WriteError, DirectoryLockedError as `executeExperiment`
 */
export async function resumeExperiment(
  directory: string,
  signal: AbortSignal,
  observer: RunObserver = {},
): Promise<RunResult[]> {
  // Told before the lock is taken: a directory with nothing to do may be read-only.
  const found = await inspectDirectory(directory);
  if (found.isComplete) return resultsOf(found.entries);
  return locked(directory, async () => {
    const { experiment, entries, git } = await inspectDirectory(directory);
    await removeLeftovers(directory);
    const provenance = { ...(await findProvenance(experiment.directory)), git };
    const results = await executeEntries(entries, directory, provenance, signal, observer);
    await saveSummary(directory, results);
    return results;
  });
}

async function locked<T>(directory: string, action: () => Promise<T>): Promise<T> {
  const lock = await lockDirectory(directory);
  try {
    return await action();
  } finally {
    await lock.release();
  }
}

async function executeEntries(
  entries: readonly RunEntry[],
  directory: string,
  provenance: Provenance,
  signal: AbortSignal,
  observer: RunObserver,
): Promise<RunResult[]> {
  const results: RunResult[] = [];
  for (const entry of entries) {
    if (entry.kind === 'ended') {
      results.push(entry.result);
      continue;
    }
    if (signal.aborted) continue;
    const result = await executeRun(entry, directory, provenance, signal, observer);
    results.push(result);
    observer.ended?.(result);
    await saveSummary(directory, results);
  }
  return results;
}

function saveSummary(directory: string, results: readonly RunResult[]): Promise<void> {
  return writeSummary(
    directory,
    results.map(({ summary }) => summary),
  );
}

async function executeRun(
  { run, prior }: UnendedRun,
  directory: string,
  provenance: Provenance,
  signal: AbortSignal,
  observer: RunObserver,
): Promise<RunResult> {
  const recorder = await startRecorder(directory, run, provenance, prior);
  const { resumeFrom } = recorder;
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
    session = await openSession(run.config, run.seed, pinsOf(prior?.manifest ?? null));
    await recorder.opened(session);
    observer.started?.(run, session, recorder.note);
    const loop = train(session, resumeFrom);
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
