import { mkdtemp, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Check } from './check.ts';

/** Whether a run could write its results: makes and removes a folder where they would go. */
export async function resultsFolderCheck(results: string): Promise<Check> {
  const folder = await nearestExisting(resolve(results));
  const base = { id: 'results', title: 'Results folder' };
  try {
    await rmdir(await mkdtemp(join(folder, '.hessian-lab-doctor-')));
    return { ...base, status: 'ok', detail: `${folder} is writable` };
  } catch (error) {
    return {
      ...base,
      status: 'failed',
      detail: `${folder} is not writable (${(error as NodeJS.ErrnoException).code}); change its permissions, or run with --out`,
    };
  }
}

/** The path itself, or the nearest folder above that is there. */
async function nearestExisting(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  return found || dirname(path) === path ? path : nearestExisting(dirname(path));
}
