import { linkSync, renameSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { plainText } from '../processes/plain-text.ts';
import { pathKind } from './path-kind.ts';
import { isAlive, type ProcessIdentity, thisProcess } from './process-identity.ts';
import { IrregularFileError, readRegular } from './read-regular.ts';
import { besideName, writeSynchronised } from './write.ts';
import { isWriting, WriteError, writing } from './write-error.ts';

/** The file in a run directory that says which process writes there. */
export const LOCK_FILE = 'lock.json';

const holderSchema = z.object({
  host: z.string(),
  pid: z.int().positive(),
  started: z.string().nullable(),
});

/** Another process writes into the directory, or it cannot be told that none does (exit code 2). */
export class DirectoryLockedError extends Error {
  override readonly name = 'DirectoryLockedError';
}

/** The right to write into a run directory. */
export interface DirectoryLock {
  /** Gives it back; a directory that is gone by now is fine. */
  release(): Promise<void>;
}

/**
 * Makes this process the only one that writes into a run directory. A lock whose process is dead on this host is
 * taken over at once.
 *
 * Own, and not proper-lockfile (last release 2021), which tells the dead by the age of the lock: that takes its time
 * to notice a kill, takes a suspended laptop for one, and cannot name the holder.
 *
 * @throws DirectoryLockedError with the holder's process id and host
 * @throws WriteError
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const path = join(directory, LOCK_FILE);
  await acquire(path, directory);
  if (held.size === 0) process.on('exit', releaseAll);
  held.add(path);
  return {
    async release() {
      try {
        rmSync(path, { force: true });
      } catch {}
      held.delete(path);
      if (held.size === 0) process.off('exit', releaseAll);
    },
  };
}

/** The locks of this process. */
const held = new Set<string>();

/**
 * Gives the locks back where the process is ended in the middle: by a second Ctrl-C, an error of its own, the end of its
 * parent. Not while something is being written: that may still come about, and the next process must not go on before it.
 * Such a lock names a process that is dead then, and is taken over.
 */
function releaseAll(): void {
  if (isWriting()) return;
  for (const path of held) {
    try {
      const holder = holderSchema.parse(JSON.parse(readRegular(path).toString('utf8')));
      if (isDeepStrictEqual(holder, thisProcess())) rmSync(path);
    } catch {
      // It is gone, or somebody else's.
    }
  }
}

/** Runs an action while this process holds the lock of a directory. Throws as `lockDirectory` and the action do. */
export async function withLock<T>(directory: string, action: () => Promise<T>): Promise<T> {
  const lock = await lockDirectory(directory);
  try {
    return await action();
  } finally {
    await lock.release();
  }
}

/**
 * Creating is the claim, for which only one process can succeed. A dead holder's lock is replaced under a lock of its
 * own, so that of several processes that find it dead one does, and the others see the new holder; should that one
 * be killed meanwhile, the rule holds for its lock in turn.
 */
async function acquire(path: string, directory: string): Promise<void> {
  if (await create(path)) return;
  const holder = await readHolder(path, directory);
  if (holder === null) return acquire(path, directory);
  refuseLiving(holder, path, directory);
  const takeover = `${path}.takeover`;
  await acquire(takeover, directory);
  try {
    const now = await readHolder(path, directory);
    if (now === null) return await acquire(path, directory);
    refuseLiving(now, path, directory);
    await writing(path, async () => {
      const mine = besideName(path);
      writeSynchronised(mine, JSON.stringify(thisProcess()));
      renameSync(mine, path);
    });
  } finally {
    rmSync(takeover, { force: true });
  }
}

/** Creates the lock with its content in one step; false when there is one. */
async function create(path: string): Promise<boolean> {
  return writing(path, async () => {
    const mine = besideName(path);
    try {
      writeSynchronised(mine, JSON.stringify(thisProcess()));
      linkSync(mine, path);
      return true;
    } catch (error) {
      const { code, syscall } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST' && syscall === 'link') return false;
      // The one that has just got the lock removes what killed processes left, ours in between among them.
      if (syscall === 'link' && code === 'ENOENT' && (await pathKind(dirname(path))) !== null)
        return await create(path);
      if (syscall !== 'link' || code === 'ENOENT' || code === 'ENOSPC') throw error;
      return await createInTwoSteps(path);
    } finally {
      rmSync(mine, { force: true });
    }
  });
}

/** For file systems without links (FAT): a kill between making and filling leaves a lock that names nobody. */
async function createInTwoSteps(path: string): Promise<boolean> {
  try {
    writeSynchronised(path, JSON.stringify(thisProcess()));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    rmSync(path, { force: true });
    throw error;
  }
}

/** Who holds a lock; null when it has been given back meanwhile. */
async function readHolder(path: string, directory: string): Promise<ProcessIdentity | null> {
  let text = '';
  try {
    text = readRegular(path).toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    // Such a lock names no process either.
    if (!(error instanceof IrregularFileError)) throw new WriteError(path, error as NodeJS.ErrnoException);
  }
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    throw new DirectoryLockedError(
      `${directory}: ${basename(path)} is there but names no process; if no run writes into this folder, delete ${path} and try again.`,
    );
  }
}

function refuseLiving(holder: ProcessIdentity, path: string, directory: string): void {
  const { host, pid } = holder;
  if (host !== hostname()) {
    throw new DirectoryLockedError(
      `${directory} is locked by process ${pid} on host ${plainText(host, 255)}, and whether it still runs cannot be seen from ${hostname()}. If it does not, delete ${path} and try again.`,
    );
  }
  if (!isAlive(holder)) return;
  throw new DirectoryLockedError(
    `${directory} is in use by process ${pid} on this machine: wait until it has ended, or stop it with Ctrl-C there, then try again.`,
  );
}

/** What a lock says to somebody who only looks. */
export type LockState = 'free' | 'held' | 'elsewhere';

/**
 * Whether a process writes into a directory, by the content of its `lock.json`: `held` by one that lives, `elsewhere` by
 * one of another host, which cannot be seen from here; `free` also where the lock is damaged or its process dead.
 */
export function lockState(content: string): LockState {
  let holder: ProcessIdentity;
  try {
    holder = holderSchema.parse(JSON.parse(content));
  } catch {
    return 'free';
  }
  if (holder.host !== hostname()) return 'elsewhere';
  return isAlive(holder) ? 'held' : 'free';
}
