import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import { RECORD_FILE } from '../../sweeps/record.ts';
import { readInside } from '../files/inside.ts';
import type { TrackedRun } from './run.ts';

/** A sweep, as the page lists it. */
export interface ListedSweep {
  /** From the served folder, with forward slashes. */
  readonly directory: string;
  readonly name: string;
  /** Keys that vary. */
  readonly axes: readonly string[];
  /** Runs planned. */
  readonly planned: number;
  /** Runs by status; `pending` those that have no folder yet. */
  readonly counts: Readonly<Record<string, number>>;
}

const record = z.object({
  name: z.string(),
  axes: z.array(z.string()),
  jobs: z.array(z.object({ folder: z.string() })),
});

/** Counts the runs of sweeps by status; null where nothing has changed since the last call. */
export function sweepReader(): (
  folders: readonly string[],
  root: string,
  runs: readonly TrackedRun[],
) => readonly ListedSweep[] | null {
  let before = '[]';
  return (folders, root, runs) => {
    if (folders.length === 0 && before === '[]') return null;
    const statuses = new Map(runs.map(({ path, listed }) => [path, listed.status]));
    const sweeps = folders.flatMap((folder) => {
      const read = parse(readInside(join(folder, RECORD_FILE)));
      if (read === null) return [];
      const counts: Record<string, number> = {};
      for (const job of read.jobs) {
        const status = statuses.get(join(folder, ...job.folder.split('/'))) ?? 'pending';
        counts[status] = (counts[status] ?? 0) + 1;
      }
      const directory = relative(root, folder).split(sep).join('/');
      return [{ directory, name: read.name, axes: read.axes, planned: read.jobs.length, counts }];
    });
    const told = JSON.stringify(sweeps);
    if (told === before) return null;
    before = told;
    return sweeps;
  };
}

function parse(json: string | null): z.output<typeof record> | null {
  if (json === null) return null;
  try {
    return record.safeParse(JSON.parse(json)).data ?? null;
  } catch {
    return null;
  }
}
