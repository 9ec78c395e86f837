import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  realpathSync,
} from 'node:fs';

/** Larger files of one piece (manifests, configs, verdicts) are not read: ours have some kilobytes. */
const MOST_BYTES = 16 * 1024 * 1024;

/** A file that is open for reading; `close` it. */
export interface OpenFile {
  readonly descriptor: number;
  readonly stats: BigIntStats;
  close(): void;
}

/**
 * Opens a regular file below the folder that is served, and null for everything else: what is missing, unreadable, a
 * pipe, or reached through a symbolic link anywhere on its way, which could lead out of the folder.
 *
 * @param path absolute, made of the real path of the served folder and names that a listing of it gave
 */
export function openInside(path: string): OpenFile | null {
  let descriptor: number;
  try {
    if (realpathSync(path) !== path) return null;
    // Neither a link that has come since, nor a pipe that would wait for a writer. Windows has no such flags.
    descriptor = openSync(
      path,
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
    );
  } catch {
    return null;
  }
  const close = () => closeSync(descriptor);
  const stats = fstatSync(descriptor, { bigint: true });
  if (stats.isFile()) return { descriptor, stats, close };
  close();
  return null;
}

/** The text of a small file as `openInside` opens it; null where it does not. */
export function readInside(path: string): string | null {
  const file = openInside(path);
  if (file === null) return null;
  try {
    return file.stats.size > MOST_BYTES ? null : readFileSync(file.descriptor, 'utf8');
  } catch {
    return null;
  } finally {
    file.close();
  }
}

/** What tells a file from itself after a change: inode, size and time; null where `openInside` opens nothing. */
export function statInside(path: string): string | null {
  const file = openInside(path);
  if (file === null) return null;
  const { ino, size, mtimeNs } = file.stats;
  file.close();
  return `${ino} ${size} ${mtimeNs}`;
}
