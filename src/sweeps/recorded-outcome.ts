import { join } from 'node:path';
import type { ArmConfig } from '../config/schema.ts';
import { inspectRun } from '../runs/inspect.ts';
import { isFinal } from '../runs/manifest.ts';
import { readManifest } from '../runs/read-manifest.ts';
import { outcomeOf } from './execute-job.ts';
import type { JobOutcome } from './executor.ts';
import { RECORD_FILE, type RecordedJob } from './record.ts';

/**
 * How far a run of a sweep has come, as its folder tells; null where nothing was begun. One that completed or diverged
 * has ended for good; what is damaged or not this run is told as `failed`.
 *
 * @param config that it was made with; null where that is not known
 */
export async function recordedOutcome(
  directory: string,
  { label, folder, seed }: RecordedJob,
  config: ArmConfig | null,
): Promise<JobOutcome | null> {
  const path = join(directory, folder);
  try {
    const manifest = await readManifest(path);
    if (manifest === null) return null;
    const { status, message } = manifest;
    if (!isFinal(status) || config === null) return { status, message, error: null, summary: null };
    const entry = await inspectRun({ arm: label, seed, config }, path, manifest, RECORD_FILE);
    if (entry.kind === 'ended') return outcomeOf(entry.result);
    return { status, message, error: null, summary: null };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { status: 'failed', message: error.message, error: error.name, summary: null };
  }
}
