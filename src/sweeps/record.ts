import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../config/hash.ts';
import { loadExperiment } from '../config/load.ts';
import { isMapping } from '../config/mapping.ts';
import type { ArmConfig } from '../config/schema.ts';
import { firstIssue } from '../runs/first-issue.ts';
import { pathKind } from '../runs/path-kind.ts';
import { readDocument } from '../runs/read-document.ts';
import { writeJson } from '../runs/write.ts';
import type { Job } from './job.ts';
import type { SweepPlan } from './plan.ts';

/** The file at the top of a sweep's directory that tells which runs it is of. */
export const RECORD_FILE = 'sweep.json';

/** A directory cannot be gone on with as this sweep (exit code 2); place and remedy in the message. */
export class SweepError extends Error {
  override readonly name = 'SweepError';
}

const schema = z.object({
  format: z.literal(1),
  name: z.string(),
  axes: z.array(z.string()),
  jobs: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      folder: z.string().regex(/^(?!\.)[^/\\]+\/seed-\d+$/),
      arm: z.string(),
      seed: z.int().min(0),
      values: z.record(z.string(), z.unknown()),
    }),
  ),
});

/** `sweep.json`: every run that this directory was ever planned to hold. */
export type SweepRecord = z.infer<typeof schema>;
/** One run of a record: a job without its config, which lies in the run's folder. */
export type RecordedJob = SweepRecord['jobs'][number];

/** Reads `sweep.json`; null where there is none. Throws a SweepError where it is damaged. */
export async function readRecord(directory: string): Promise<SweepRecord | null> {
  // Of a file in the folder's place something else is said.
  if ((await pathKind(directory)) !== 'folder') return null;
  const path = join(directory, RECORD_FILE);
  const document = await readDocument(path, (problem) => damaged(path, problem));
  if (document === undefined) return null;
  const { success, data, error } = schema.safeParse(document);
  if (!success) throw damaged(path, firstIssue(error));
  return data;
}

/**
 * The record of a plan, with what earlier plans of the same directory have: a changed file only adds runs. Those that it
 * no longer plans stay, at the end.
 *
 * @throws SweepError where a run of the plan would go where the directory has another one
 */
export function recordOf(
  { name, axes, jobs }: SweepPlan,
  directory: string,
  before: SweepRecord | null,
): SweepRecord {
  const known = new Map(before?.jobs.map((job) => [job.folder, job]));
  for (const job of jobs) {
    const other = known.get(job.folder);
    if (other && other.id !== job.id) throw changed(job, directory);
  }
  const planned = new Set(jobs.map(({ folder }) => folder));
  const former = before?.jobs.filter(({ folder }) => !planned.has(folder)) ?? [];
  return {
    format: 1,
    name,
    axes: [...new Set([...axes, ...(before?.axes ?? [])])],
    jobs: [
      ...jobs.map(({ id, label, folder, arm, seed, values }) => ({ id, label, folder, arm, seed, values })),
      ...former,
    ],
  };
}

/** Writes `sweep.json`. Throws a WriteError. */
export function writeRecord(directory: string, record: SweepRecord): Promise<void> {
  return writeJson(join(directory, RECORD_FILE), record);
}

/** The config that a run's folder holds; null where it has none that can be read. */
export function recordedConfig(directory: string, { folder }: RecordedJob): ArmConfig | null {
  try {
    return loadExperiment(join(directory, folder, 'config.yaml')).arms[0]!.config;
  } catch {
    return null;
  }
}

function changed(job: Job, directory: string): SweepError {
  const before = recordedConfig(directory, job);
  const difference = before && firstDifference(before, job.config, '');
  const what = difference ?? 'a key of its config, or a file that it reads, is another one';
  return new SweepError(
    `${join(directory, job.folder)} holds a run of this sweep as it was before: ${what}. A changed file may add runs to a directory but not change them: put it back, or choose another folder with --out.`,
  );
}

/** The first key that differs, with both values; null where none does. */
function firstDifference(before: unknown, now: unknown, path: string): string | null {
  if (canonicalJson(before ?? null) === canonicalJson(now ?? null)) return null;
  if (isMapping(before) && isMapping(now)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
      const found = firstDifference(before[key], now[key], path === '' ? key : `${path}.${key}`);
      if (found !== null) return found;
    }
  }
  return `${path} was ${JSON.stringify(before)} and is ${JSON.stringify(now)} now`;
}

function damaged(path: string, problem: string): SweepError {
  return new SweepError(
    `${path}: ${problem}. Put a good copy in its place, or choose another folder with --out.`,
  );
}
