import { readdir } from 'node:fs/promises';
import { runFolder } from './directory.ts';
import { executeRun, type RunObserver } from './execute-run.ts';
import { makeFolder } from './folder.ts';
import { inspectRun, type RunEntry } from './inspect.ts';
import { removeLeftovers } from './leftovers.ts';
import { LOCK_FILE, withLock } from './lock.ts';
import type { Provenance } from './manifest.ts';
import type { Run } from './plan.ts';
import { readManifest } from './read-manifest.ts';
import type { RunResult } from './run-result.ts';
import { isLeftover } from './write.ts';

/**
 * Carries out one run by itself, under a lock of its own folder `<directory>/<arm>/seed-<n>`: several processes may
 * work in one directory, each on another run. A run that completed or diverged is given as it is; one that was begun
 * goes on from its checkpoint, as with `resumeExperiment`, or starts over where it has none.
 *
 * @param signal as in `executeExperiment`
 * @param observer hears nothing of a run that had ended before
 * @throws ResumeError where the folder holds another run, ManifestError, LogError, CheckpointError where what it holds
 *   is damaged, EngineUnavailableError where it was begun on a backend that is missing here
 * @throws WriteError, DirectoryLockedError
 */
export async function executeAlone(
  run: Run,
  directory: string,
  provenance: Provenance,
  signal: AbortSignal,
  observer: RunObserver = {},
): Promise<RunResult> {
  const folder = runFolder(directory, run.arm, run.seed);
  await makeFolder(folder);
  return withLock(folder, async () => {
    const found = await readdir(folder);
    const isNew = found.every((name) => name === LOCK_FILE || isLeftover(name));
    const entry: RunEntry = found.every((name) => name === LOCK_FILE)
      ? { kind: 'begun', run, prior: { manifest: null, isEmpty: true } }
      : await inspectRun(run, folder, await readManifest(folder), "the sweep's plan");
    if (entry.kind === 'ended') {
      await removeLeftovers(folder);
      return entry.result;
    }
    const { started } = observer;
    const hearing: RunObserver = started
      ? { ...observer, started: (of, session, note) => started(of, session, isNew ? null : note) }
      : observer;
    const result = await executeRun(entry, directory, provenance, signal, hearing);
    observer.ended?.(result);
    return result;
  });
}
