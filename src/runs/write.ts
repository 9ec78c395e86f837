import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from './folder.ts';
import { asWriteError } from './write-error.ts';

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
 * The files are written synchronously: for small ones the way through the thread pool takes as much of a processor
 * again, and nothing else waits in a process that has a run to save.
 *
 * @throws WriteError naming the file; those that are not renamed yet are as they were, and nothing lies beside them
 */
export async function writeTogether(folder: string, files: readonly WholeFile[]): Promise<void> {
  const beside: { path: string; temporary: string }[] = [];
  const paths = files.map(({ name }) => join(folder, name));
  await makeFolder(folder, paths[0]);
  try {
    for (const [i, { content }] of files.entries()) {
      const path = paths[i]!;
      const temporary = besideName(path);
      beside.push({ path, temporary });
      naming(path, () => writeSynchronised(temporary, content));
    }
    for (let next = beside[0]; next; next = beside[0]) {
      const { path, temporary } = next;
      naming(path, () => renameSync(temporary, path));
      beside.shift();
    }
  } catch (error) {
    for (const { temporary } of beside) removeQuietly(temporary);
    throw error;
  }
  naming(paths.at(-1)!, () => synchroniseFolder(folder));
}

/** As `writeTogether`, one file. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await writeTogether(dirname(path), [{ name: basename(path), content }]);
}

/** As `writeWhole`, as indented JSON with a final line break. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeWhole(path, jsonText(value));
}

/** A value as `writeJson` writes it. */
export function jsonText(value: unknown): string {
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
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes renames last through a power cut. Windows and some network file systems know no such thing for a folder. */
function synchroniseFolder(path: string): void {
  let folder: number | null = null;
  try {
    folder = openSync(path, 'r');
    fsyncSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'ENOSYS'].includes(code ?? '')) throw error;
  } finally {
    if (folder !== null) closeSync(folder);
  }
}

function naming(path: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw asWriteError(path, error);
  }
}

/** The error that led here is the one to report. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}
