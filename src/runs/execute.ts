import { join } from 'node:path';
import type { Experiment } from '../config/experiment.ts';
import { writeExperiment } from '../config/write.ts';
import { executeRun, type RunObserver } from './execute-run.ts';
import { gitState } from './git.ts';
import { CONFIG_FILE, inspectDirectory, type RunEntry, resultsOf } from './inspect.ts';
import { removeLeftovers, tidy } from './leftovers.ts';
import { withLock } from './lock.ts';
import type { Provenance } from './manifest.ts';
import { planRuns } from './plan.ts';
import { provenanceOf } from './provenance.ts';
import { checkSameFiles } from './resume-checks.ts';
import type { RunResult } from './run-result.ts';
import { writeSummary } from './summary.ts';
import { writeWhole } from './write.ts';

export type { RunObserver } from './execute-run.ts';
export type { RunResult } from './run-result.ts';

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
  return withLock(directory, async () => {
    await removeLeftovers(directory);
    const provenance = provenanceOf(await gitState(experiment.directory));
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
 * @throws ResumeError, ManifestError, LogError, CheckpointError, ConfigError, DataError, EngineUnavailableError where something is
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
  if (found.isComplete) {
    await tidy(directory);
    return resultsOf(found.entries);
  }
  return withLock(directory, async () => {
    const { entries, begun, git } = await inspectDirectory(directory);
    // Ended runs are not computed again: their data may be gone.
    if (entries.some(({ kind }) => kind !== 'ended')) checkSameFiles(begun);
    await removeLeftovers(directory);
    const provenance = provenanceOf(git);
    const results = await executeEntries(entries, directory, provenance, signal, observer);
    await saveSummary(directory, results);
    return results;
  });
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
