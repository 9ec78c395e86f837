import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DirectoryLockedError, LOCK_FILE, withLock } from './lock.ts';
import { isLeftover } from './write.ts';
import { WriteError, writing } from './write-error.ts';

/** Removes what a killed process had written beside its files and not renamed yet. Throws a WriteError. */
export async function removeLeftovers(directory: string): Promise<void> {
  await writing(directory, async () => {
    for (const name of await readdir(directory)) {
      if (isLeftover(name)) await rm(join(directory, name), { force: true });
    }
  });
}

/**
 * The same for a directory in which nothing is left to do, and with the lock of a process that was killed when it was done.
 * Where the directory cannot be written, or a process is at it, everything stays: it is no harm.
 */
export async function tidy(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  if (!names.some((name) => name === LOCK_FILE || isLeftover(name))) return;
  try {
    await withLock(directory, () => removeLeftovers(directory));
  } catch (error) {
    if (!(error instanceof WriteError || error instanceof DirectoryLockedError)) throw error;
  }
}
