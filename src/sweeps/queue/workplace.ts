import { lstat, mkdtemp, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeLeftovers } from '../../runs/leftovers.ts';
import { LOCK_FILE, lockDirectory, lockState } from '../../runs/lock.ts';
import { pathKind } from '../../runs/path-kind.ts';
import { isLeftover } from '../../runs/write.ts';
import { writing } from '../../runs/write-error.ts';

const PREFIX = 'hessian-lab-worker-';
/** As mkdtemp makes them. */
const NAME = new RegExp(`^${PREFIX}[A-Za-z0-9]{6}$`);

/** An empty folder of that name is of a worker that is starting, or of one that was killed in starting. */
const STARTING_MILLISECONDS = 60_000;

/** The temporary folder of a worker: only this user may look into it, and its lock tells whose it is. */
export interface Workplace {
  readonly directory: string;
  /** Removes it with all that is in it. */
  dispose(): Promise<void>;
}

/**
 * Makes a temporary folder for a worker, and removes those that killed workers of this user left on this machine: a process
 * that is killed cannot clear up after itself.
 *
 * @param parent default: the system's folder for temporary files
 * @throws WriteError
 */
export async function openWorkplace(parent = tmpdir()): Promise<Workplace> {
  await removeAbandoned(parent);
  const directory = await writing(parent, () => mkdtemp(join(parent, PREFIX)));
  const dispose = () => rm(directory, { recursive: true, force: true }).catch(() => {});
  try {
    await lockDirectory(directory);
  } catch (error) {
    await dispose();
    throw error;
  }
  return { directory, dispose };
}

/** What cannot be looked at or removed stays: it is no harm to this worker. */
async function removeAbandoned(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names.filter((one) => NAME.test(one))) {
    const folder = join(parent, name);
    await removeIfAbandoned(folder).catch(() => {});
  }
}

async function removeIfAbandoned(folder: string): Promise<void> {
  // Not through a link, and not what somebody else put there under such a name.
  const found = await lstat(folder);
  if (!found.isDirectory() || (process.getuid && found.uid !== process.getuid())) return;
  if ((await pathKind(join(folder, LOCK_FILE))) === null) {
    const isEmpty = (await readdir(folder)).every(isLeftover);
    if (!isEmpty || Date.now() - found.mtimeMs < STARTING_MILLISECONDS) return;
    await removeLeftovers(folder);
    return rmdir(folder);
  }
  if (await isInUse(folder)) return;
  // Of several workers that start at once one goes on; it throws where the lock's process lives, or is of another host.
  await lockDirectory(folder);
  await rm(folder, { recursive: true, force: true });
}

/** Whether a process of a dead worker still saves its run there, which has a lock of its own; it ends within seconds. */
async function isInUse(folder: string): Promise<boolean> {
  const names = await readdir(folder, { recursive: true });
  const locks = names.filter((name) => name.endsWith(LOCK_FILE) && name !== LOCK_FILE);
  const states = locks.map(async (name) =>
    lockState(await readFile(join(folder, name), 'utf8').catch(() => '')),
  );
  return (await Promise.all(states)).some((state) => state !== 'free');
}
