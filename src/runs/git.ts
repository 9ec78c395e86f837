import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The state of the git checkout that a config lies in. */
export interface GitState {
  /** Full hash of HEAD. */
  readonly commit: string;
  /** Whether a tracked file differs from the commit, as `git describe --dirty` tells it. */
  readonly dirty: boolean;
}

/** Asks git; null outside a checkout, without a commit or without git. Never throws. */
export async function gitState(directory: string): Promise<GitState | null> {
  const git = async (...args: string[]) =>
    (await promisify(execFile)('git', ['-C', directory, ...args], { timeout: 5000, windowsHide: true }))
      .stdout;
  try {
    const [commit, changes] = await Promise.all([
      git('rev-parse', '--verify', 'HEAD'),
      // Without the optional lock a run never disturbs a git command of the user's.
      git('--no-optional-locks', 'status', '--porcelain', '--untracked-files=no'),
    ]);
    return { commit: commit.trim(), dirty: changes.trim() !== '' };
  } catch {
    return null;
  }
}
