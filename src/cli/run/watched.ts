import type { RunObserver, RunResult } from '../../runs/execute.ts';
import { printError } from '../output.ts';
import { watchInterruption } from './interruption.ts';
import type { Notes } from './outcome.ts';
import { type Progress, silentProgress } from './progress.ts';

/** Runs something under the eyes of the progress display, with Ctrl-C as an orderly end; collects notes meanwhile. */
export async function watched(
  progress: Progress,
  { engines, notices }: Notes,
  execute: (signal: AbortSignal, observer: RunObserver) => Promise<RunResult[]>,
): Promise<RunResult[]> {
  const interruption = watchInterruption(() => {
    // A second Ctrl-C ends the process at once, and must not leave the cursor hidden as the bar has it.
    progress.stop();
    if (progress !== silentProgress) {
      printError('Finishing this epoch and saving; press Ctrl-C again to stop at once.');
    }
  });
  try {
    return await execute(interruption.signal, {
      started({ arm, seed }, session, note) {
        for (const reason of session.engines.reasons) engines.add(reason);
        for (const notice of session.notices) notices.add(notice);
        if (note !== null) notices.add(`${arm} seed ${seed} ${note}`);
      },
      advanced: (run, { record }) => progress.advanced(run, record),
      ended: (result) => progress.ended(result),
    });
  } finally {
    progress.stop();
    interruption.dispose();
  }
}
