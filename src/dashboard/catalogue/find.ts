import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { byName } from '../../report/html/name-order.ts';

/** What a folder and those below it hold. All paths are absolute. */
export interface Found {
  /** Folders of single runs, those of one directory together. */
  readonly runs: readonly string[];
  /** Folders with a `sweep.json`. */
  readonly sweeps: readonly string[];
  /** Folders with a `verdict.json`. */
  readonly claims: readonly string[];
  /** Every folder that was looked into: where something new may appear. */
  readonly folders: readonly string[];
}

/** Folders below the one that is served: experiment, run number, arm, seed, and some to spare. */
const DEEPEST = 7;
/** A served folder with more than this is not one of results, and the rest of it stays unseen. */
const MOST_FOLDERS = 100_000;

/**
 * Looks for runs, sweeps and claims. Symbolic links are not followed: `latest` would show a run twice, another one could
 * lead out of the folder. What cannot be read is passed over; the next look may find it.
 */
export async function findResults(root: string): Promise<Found> {
  const found = {
    runs: [] as string[],
    sweeps: [] as string[],
    claims: [] as string[],
    folders: [] as string[],
  };
  const visit = async (folder: string, depth: number): Promise<void> => {
    if (found.folders.length >= MOST_FOLDERS) return;
    const entries = await list(folder);
    if (entries === null) return;
    found.folders.push(folder);
    const has = (name: string) => entries.some((entry) => entry.name === name && entry.isFile());
    if (has('verdict.json')) found.claims.push(folder);
    if (has('sweep.json')) found.sweeps.push(folder);
    const isRun = has('epochs.csv') || has('manifest.json');
    if (isRun) found.runs.push(folder);
    // A run holds nothing but inspections of it.
    if (isRun || depth === DEEPEST) return;
    const below = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    below.sort(byName);
    for (const name of below) await visit(join(folder, name), depth + 1);
  };
  await visit(root, 0);
  return found;
}

async function list(folder: string): Promise<Dirent[] | null> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    return null;
  }
}
