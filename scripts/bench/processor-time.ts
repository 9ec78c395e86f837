import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second, whatever its kernel's own clock. */
const TICK_MILLISECONDS = 10;

/** A process as /proc/<pid>/stat tells of it. */
export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  /** Milliseconds of processor time, its own and the system's for it, all threads. */
  readonly milliseconds: number;
}

/** Reads one /proc/<pid>/stat; the name in brackets may hold anything. */
export function parseStat(text: string): ProcessStat {
  const end = text.lastIndexOf(')');
  const rest = text.slice(end + 2).split(' ');
  return {
    pid: Number.parseInt(text, 10),
    parent: Number(rest[1]),
    milliseconds: TICK_MILLISECONDS * (Number(rest[11]) + Number(rest[12])),
  };
}

/** Sums the time of a process and of all that descend from it. */
export function timeOfTree(processes: readonly ProcessStat[], root: number): number {
  const own = processes.find(({ pid }) => pid === root)?.milliseconds ?? 0;
  const children = processes.filter(({ parent }) => parent === root);
  return children.reduce((sum, { pid }) => sum + timeOfTree(processes, pid), own);
}

/**
 * Milliseconds of processor time that this process and its descendants have taken so far; null elsewhere than on Linux.
 * What else the machine does hardly shows in a difference of two, as it does in time by the clock.
 */
export function processorTime(): number | null {
  let names: string[];
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return null;
  }
  const processes = names.flatMap((name) => {
    try {
      return [parseStat(readFileSync(`/proc/${name}/stat`, 'utf8'))];
    } catch {
      // It ended meanwhile.
      return [];
    }
  });
  return processes.length === 0 ? null : timeOfTree(processes, process.pid);
}
