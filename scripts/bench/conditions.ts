import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { machine } from '../../src/runs/machine.ts';

/** What else went on while something was measured. */
export interface Conditions {
  /** Processor, cores and system. */
  readonly machine: string;
  readonly loadBefore: number;
  readonly loadAfter: number;
  /** Share of the processors' time that the hypervisor gave to others, in percent; null where the system does not tell. */
  readonly steal: number | null;
}

/** Starts watching; the function returned tells what it was like since. */
export function watchConditions(): () => Conditions {
  const { cpu, cores, platform, arch } = machine();
  const loadBefore = loadavg()[0]!;
  const before = readTicks();
  return () => {
    const after = readTicks();
    return {
      machine: `${cpu}, ${cores} cores, ${platform} ${arch}`,
      loadBefore,
      loadAfter: loadavg()[0]!,
      steal: before && after ? stealBetween(before, after) : null,
    };
  };
}

/** Ticks of all processors since the start of the system, in /proc/stat's order; null elsewhere than on Linux. */
function readTicks(): number[] | null {
  try {
    return parseTicks(readFileSync('/proc/stat', 'utf8'));
  } catch {
    return null;
  }
}

/** The numbers of the line 'cpu ...' of /proc/stat; null without one. */
export function parseTicks(text: string): number[] | null {
  const line = /^cpu +(.+)$/m.exec(text);
  return line && line[1]!.trim().split(/ +/).map(Number);
}

/** user, nice, system, idle, iowait, irq, softirq, steal; what follows is part of the first two. */
const STATES = 8;
const STEAL = 7;

/** Percent of the ticks between two readings that were stolen; 0 when there were none. */
export function stealBetween(before: readonly number[], after: readonly number[]): number {
  const ticks = after.slice(0, STATES).map((count, i) => count - before[i]!);
  const total = ticks.reduce((sum, count) => sum + count, 0);
  return total === 0 ? 0 : (100 * (ticks[STEAL] ?? 0)) / total;
}
