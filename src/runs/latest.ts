import { randomBytes } from 'node:crypto';
import { readlink, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { readRegularText } from './read-regular.ts';
import { writeWhole } from './write.ts';

/**
 * Points `latest`, beside a numbered run directory, at it: a relative symbolic link, or where links are not
 * allowed (Windows without developer mode) a text file that holds the run number. Replaced by renaming, so that
 * a reader finds either the old or the new.
 *
 * A convenience that must not cost a run: returns null, or what went wrong as one line.
 */
export async function pointLatest(directory: string): Promise<string | null> {
  const pointer = join(dirname(directory), 'latest');
  const target = basename(directory);
  try {
    try {
      await replaceLink(pointer, target);
    } catch {
      await writeWhole(pointer, `${target}\n`);
    }
    return null;
  } catch (error) {
    return `${pointer} could not be pointed at run ${target}: ${(error as Error).message}`;
  }
}

/** The run directory that `<results>/<name>/latest` points at, link or text file; null when there is none. */
export async function readLatest(parent: string): Promise<string | null> {
  const pointer = join(parent, 'latest');
  const target = await readlink(pointer).catch(() => readRegularText(pointer));
  return target === null ? null : resolve(parent, target.trim());
}

async function replaceLink(pointer: string, target: string): Promise<void> {
  const beside = `${pointer}-${process.pid}-${randomBytes(4).toString('hex')}`;
  await symlink(target, beside, 'dir');
  try {
    await rename(beside, pointer);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
