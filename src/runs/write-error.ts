/** What to do about the ways in which writing fails, by errno code. */
const remedies: Record<string, string> = {
  ENOSPC: 'The disk is full: free some space, or choose another place.',
  EDQUOT: 'Your disk quota is used up: free some space, or choose another place.',
  EFBIG:
    'The file may not grow any more: a limit (ulimit -f) or the file system ends it there. Lift it, or choose another place.',
  EACCES: 'You may not write there: change the permissions, or choose another place.',
  EPERM: 'You may not write there: change the permissions, or choose another place.',
  EROFS: 'The file system is read-only: choose another place.',
  ENOTDIR: 'A part of the path is a file, not a folder: choose another place.',
  EISDIR: 'A folder stands where the file should be: move it away, or choose another place.',
  ENOENT: 'The folder does not exist, was removed meanwhile, or takes no new files: choose another place.',
  ENAMETOOLONG: 'The path is too long: choose a shorter one.',
};

/** A file or folder could not be written: the disk's or the permissions' fault, not the program's (exit code 5). */
export class WriteError extends Error {
  override readonly name = 'WriteError';
  readonly path: string;
  /** The errno code, for example ENOSPC. */
  readonly code: string;
  readonly remedy: string;

  /** @param remedy as a sentence; default: by the code */
  constructor(path: string, cause: NodeJS.ErrnoException, remedy?: string) {
    const code = cause.code ?? 'unknown';
    const advice = remedy ?? remedies[code] ?? 'Check the path, or choose another place.';
    super(`cannot write ${path} (${code}). ${advice}`, { cause });
    this.path = path;
    this.code = code;
    this.remedy = advice;
  }
}

/** Runs an action that writes `path`; file system errors come out as a WriteError, all others as they are. */
export async function writing<T>(path: string, action: () => Promise<T>): Promise<T> {
  inFlight += 1;
  try {
    return await action();
  } catch (error) {
    throw asWriteError(path, error);
  } finally {
    inFlight -= 1;
  }
}

let inFlight = 0;

/** Whether this process is in the middle of `writing` something. */
export function isWriting(): boolean {
  return inFlight > 0;
}

/** A file system error as a WriteError about `path`; any other as it is. */
export function asWriteError(path: string, error: unknown): unknown {
  const isFromFileSystem = error instanceof Error && 'syscall' in error;
  return isFromFileSystem ? new WriteError(path, error as NodeJS.ErrnoException) : error;
}
