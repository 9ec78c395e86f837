import { constants, statSync } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { WriteError, writing } from './write-error.ts';

/**
 * Makes a folder with its parents; one that is there already is fine.
 *
 * Not `mkdir` with `recursive`, which never returns where a file system refuses new folders with ENOENT (`/proc`).
 *
 * @param wanted what the folder is made for, named in errors; default: the folder
 * @throws WriteError
 */
export async function makeFolder(path: string, wanted = path): Promise<void> {
  const { missing } = await deepestFolder(resolve(path), wanted);
  for (const next of missing) {
    await writing(wanted, async () => {
      try {
        await mkdir(next);
      } catch (error) {
        // Another process may have been quicker.
        const isMade = (error as NodeJS.ErrnoException).code === 'EEXIST' && (await isFolder(next, wanted));
        if (!isMade) throw error;
      }
    });
  }
}

/**
 * Looks, without writing, whether a folder could be made or written into: whether the deepest folder of its path that
 * is there takes new entries.
 *
 * @throws WriteError
 */
export async function checkFolder(path: string): Promise<void> {
  const { found } = await deepestFolder(resolve(path), path);
  await writing(path, () => access(found, constants.W_OK | constants.X_OK));
}

/** The deepest folder of a path that is there, and those below it that are not, from the top. */
async function deepestFolder(folder: string, wanted: string): Promise<{ found: string; missing: string[] }> {
  const missing: string[] = [];
  let here = folder;
  // The root is taken as found: a drive that does not exist has nothing above it.
  while (here !== dirname(here) && !(await isFolder(here, wanted))) {
    missing.unshift(here);
    here = dirname(here);
  }
  return { found: here, missing };
}

/** Whether `here` is a folder; false when nothing is there. Throws a WriteError about `wanted` when a file is. */
async function isFolder(here: string, wanted: string): Promise<boolean> {
  const found = await writing(wanted, async () => {
    try {
      return statSync(here, { throwIfNoEntry: false }) ?? null;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // ENOTDIR: a file stands further up, where this comes by and by.
      if (code === 'ENOENT' || code === 'ENOTDIR') return null;
      throw error;
    }
  });
  if (found && !found.isDirectory()) {
    const remedy = `${here} is a file where a folder is needed: move it away, or choose another place.`;
    throw new WriteError(wanted, Object.assign(new Error('not a folder'), { code: 'ENOTDIR' }), remedy);
  }
  return found !== null;
}
