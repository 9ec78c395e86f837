import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, told apart from a later one that the system gave the same number. */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /**
   * Boot and start time in clock ticks since then (`<boot id>/<ticks>`, from /proc on Linux); null where the system
   * does not tell.
   */
  readonly started: string | null;
}

/** The identity of this process. */
export function thisProcess(): ProcessIdentity {
  return { host: hostname(), pid: process.pid, started: startOf(process.pid)?.started ?? null };
}

/**
 * Whether a process of this host still runs. Where the system tells start times, a process that got the number of a
 * dead one is not taken for it, and one that was killed but not yet collected by its parent counts as dead.
 */
export function isAlive({ pid, started }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs under another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = startOf(pid);
  if (now === null) return true;
  return !now.isDead && (started === null || started === now.started);
}

/** proc(5): in /proc/<pid>/stat the state is the first field behind the parenthesised name, the start time the 20th. */
function startOf(pid: number): { started: string; isDead: boolean } | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { started: `${boot}/${fields[19]}`, isDead: fields[0] === 'Z' || fields[0] === 'X' };
  } catch {
    return null;
  }
}
