import { randomBytes } from 'node:crypto';
import { closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from './folder.ts';
import { synchronise, synchroniseNow } from './synchronise.ts';
import { writing } from './write-error.ts';

/** One file to be written whole. */
export interface WholeFile {
  /** In the folder that it goes to. */
  readonly name: string;
  readonly content: string | Uint8Array;
}

/**
 * Writes whole files so that readers, and a run that resumes after a kill or a power cut, see the old content of each or
 * the new, never a half: all written beside and synchronised to the disk, then renamed one after the other. Makes missing
 * folders. When it resolves, a power cut takes none of them away; one in the middle may leave any of them old.
 *
 * Not write-file-atomic, which takes one `write` for all: a disk that fills up in the middle answers with a short
 * count and no error, and the half is renamed over the good file.
 *
 * Only the disk is waited for by way of the thread pool, for all files at a time: all else takes microseconds, and three
 * times as many there.
 *
 * @throws WriteError naming the file; those that are not renamed yet are as they were, and nothing lies beside them
 */
export async function writeTogether(folder: string, files: readonly WholeFile[]): Promise<void> {
  const paths = files.map(({ name }) => join(folder, name));
  await makeFolder(folder, paths[0]);
  const beside: Beside[] = [];
  try {
    for (const [i, { content }] of files.entries()) {
      const path = paths[i]!;
      const temporary = besideName(path);
      await writing(path, async () => {
        beside.push({ path, temporary, file: openSync(temporary, 'wx') });
        writeFileSync(beside.at(-1)!.file, content);
      });
    }
    const synchronised = await Promise.allSettled(
      beside.map(({ path, file }) => writing(path, () => synchronise(file))),
    );
    // Not at the first failure: a descriptor that somebody waits for must not be closed.
    for (const one of synchronised) if (one.status === 'rejected') throw one.reason;
  } catch (error) {
    for (const { file, temporary } of beside) {
      closeSync(file);
      removeQuietly(temporary);
    }
    throw error;
  }
  for (const { file } of beside) closeSync(file);
  for (const [i, { path, temporary }] of beside.entries()) {
    await writing(path, async () => renameSync(temporary, path)).catch((error: unknown) => {
      for (const { temporary: left } of beside.slice(i)) removeQuietly(left);
      throw error;
    });
  }
  await writing(paths.at(-1)!, () => synchroniseFolder(folder));
}

/** A file that is written and not renamed yet. */
interface Beside {
  readonly path: string;
  readonly temporary: string;
  /** Its descriptor. */
  readonly file: number;
}

/** As `writeTogether`, one file. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await writeTogether(dirname(path), [{ name: basename(path), content }]);
}

/** As `writeWhole`, as indented JSON with a final line break. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeWhole(path, jsonFileText(value));
}

/** A value as `writeJson` writes it. */
export function jsonFileText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** A new name in the same folder, hence on the same file system. */
export function besideName(path: string): string {
  return join(dirname(path), `${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
}

/** Whether a file of this name is what a killed process left of a `writeWhole`. */
export function isLeftover(name: string): boolean {
  return /\.[0-9a-f]{12}\.tmp$/.test(name);
}

/** Writes a new file to its last byte and waits until the disk has it. Throws the error of the file system. */
export function writeSynchronised(path: string, content: string | Uint8Array): void {
  const file = openSync(path, 'wx');
  try {
    writeFileSync(file, content);
    synchroniseNow(file);
  } finally {
    closeSync(file);
  }
}

/** Makes renames last through a power cut. Windows and some network file systems know no such thing for a folder. */
async function synchroniseFolder(path: string): Promise<void> {
  let folder: number | null = null;
  try {
    folder = openSync(path, 'r');
    await synchronise(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'ENOSYS'].includes(code ?? '')) throw error;
  } finally {
    if (folder !== null) closeSync(folder);
  }
}

/** The error that led here is the one to report. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}
