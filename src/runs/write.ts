import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from './folder.ts';
import { writing } from './write-error.ts';

/**
 * Writes a whole file so that readers, and a run that resumes after a kill or a power cut, see the old content or the
 * new, never a half: written beside, synchronised to the disk and renamed. Makes missing folders.
 *
 * Not write-file-atomic, which takes one `write` for all: a disk that fills up in the middle answers with a short
 * count and no error, and the half is renamed over the good file.
 *
 * @throws WriteError, and then the old file is as it was and nothing lies beside it
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await makeFolder(dirname(path), path);
  await writing(path, async () => {
    const beside = besideName(path);
    try {
      await writeSynchronised(beside, content);
      await rename(beside, path);
    } catch (error) {
      await rm(beside, { force: true }).catch(() => {});
      throw error;
    }
    await synchroniseFolder(dirname(path));
  });
}

/** As `writeWhole`, as indented JSON with a final line break. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** A new name in the same folder, hence on the same file system. */
export function besideName(path: string): string {
  return join(dirname(path), `${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
}

/** Whether a file of this name is what a killed process left of a `writeWhole`. */
export function isLeftover(name: string): boolean {
  return /\.[0-9a-f]{12}\.tmp$/.test(name);
}

/** Writes a new file to its last byte and waits until the disk has it. */
export async function writeSynchronised(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes a rename last through a power cut. Windows and some network file systems know no such thing for a folder. */
async function synchroniseFolder(path: string): Promise<void> {
  let folder: FileHandle | null = null;
  try {
    folder = await open(path, 'r');
    await folder.sync();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'ENOSYS'].includes(code ?? '')) throw error;
  } finally {
    await folder?.close();
  }
}
