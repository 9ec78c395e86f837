import { setImmediate } from 'node:timers/promises';
import type { TrainingEvent } from '../training/event.ts';
import { openSession, type TrainingSession } from '../training/session.ts';
import type { TrainingState } from '../training/state.ts';
import { train } from '../training/train.ts';
import type { UnendedRun } from './inspect.ts';
import type { Provenance } from './manifest.ts';
import type { Run } from './plan.ts';
import { startRecorder } from './recorder.ts';
import { pinsOf } from './recovery.ts';
import type { RunResult } from './run-result.ts';
import type { RunSummary } from './summary.ts';
import { WriteError } from './write-error.ts';

/** What an observer (progress bar, dashboard) is told while runs go on. */
export interface RunObserver {
  /** `note` tells how an interrupted run is gone on with; null for a new one. */
  started?(run: Run, session: TrainingSession, note: string | null): void;
  advanced?(run: Run, event: TrainingEvent): void;
  ended?(result: RunResult): void;
}

/**
 * Carries out one run, or goes on with it, in its folder `<directory>/<arm>/seed-<n>`. The caller holds a lock that
 * covers it.
 *
 * @param signal as in `executeExperiment`
 * @throws WriteError; whatever else goes wrong is a result with status `failed`
 */
export async function executeRun(
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
