import { mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { makeFolder } from './folder.ts';
import { LOCK_FILE } from './lock.ts';
import { pathKind } from './path-kind.ts';
import { isLeftover } from './write.ts';
import { writing } from './write-error.ts';

/** The folder asked for by `--out` is not free (exit code 2). */
export class DirectoryTakenError extends Error {
  override readonly name = 'DirectoryTakenError';

  /** @param remedy what the command can do instead, as sentences; default: what `hessian-lab run` can */
  constructor(directory: string, found: string, remedy = OF_RUN) {
    super(`${directory} ${found}; ${remedy}`);
  }
}

const OF_RUN =
  'a run never writes over another. Choose a folder that is new or empty with --out, leave --out away for results/<name>/<run number>, or go on with an interrupted run there with hessian-lab run --resume.';

/**
 * Makes the next free folder `<results>/<name>/<run number>`, 1 and up. Two processes never get the same one: the
 * making itself is the claim, and whoever comes second goes on to the next number.
 *
 * @throws WriteError
 */
export async function numberedDirectory(results: string, name: string): Promise<string> {
  const parent = resolve(results, name);
  await makeFolder(parent);
  const taken = await writing(parent, () => readdir(parent));
  const numbers = taken.filter((entry) => /^[1-9]\d*$/.test(entry)).map(Number);
  for (let number = Math.max(0, ...numbers) + 1; ; number++) {
    const directory = join(parent, String(number));
    if (await claim(directory)) return directory;
  }
}

/**
 * Makes the folder that `--out` names, with its parents; an empty one may be there already.
 *
 * @throws DirectoryTakenError when it holds something or is a file
 * @throws WriteError
 */
export async function chosenDirectory(out: string): Promise<string> {
  const directory = resolve(out);
  await refuseTaken(directory);
  await makeFolder(directory);
  return directory;
}

/** Throws a DirectoryTakenError, with this remedy, when `out` is a file or a folder that holds something; writes nothing. */
export async function refuseTaken(out: string, remedy?: string): Promise<void> {
  try {
    // What a process left that was killed before it had written anything else; a living one's lock is respected later.
    const entries = (await readdir(out)).filter((name) => name !== LOCK_FILE && !isLeftover(name));
    if (entries.length > 0) {
      const what = entries.length === 1 ? entries[0]! : `${entries.length} entries`;
      throw new DirectoryTakenError(out, `exists and holds ${what}`, remedy);
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOTDIR' && (await pathKind(out)) === 'file')
      throw new DirectoryTakenError(out, 'is a file', remedy);
    if (error instanceof DirectoryTakenError) throw error;
    // Missing is what we want; whatever else is wrong comes out when the folder is made.
  }
}

/**
 * Makes `<directory>/<arm>/seed-<n>`.
 *
 * @throws DirectoryTakenError when it is there already: another process writes into the same folder
 * @throws WriteError
 */
export async function runDirectory(directory: string, arm: string, seed: number): Promise<string> {
  const path = runFolder(directory, arm, seed);
  await makeFolder(join(directory, arm));
  if (!(await claim(path)))
    throw new DirectoryTakenError(path, 'exists: another process runs into the same folder');
  return path;
}

/** `<directory>/<arm>/seed-<n>`. */
export function runFolder(directory: string, arm: string, seed: number): string {
  return join(directory, arm, `seed-${seed}`);
}

/** Makes one folder; false when something of that name is there already. */
async function claim(directory: string): Promise<boolean> {
  return writing(directory, async () => {
    try {
      await mkdir(directory);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  });
}
