import { availableParallelism } from 'node:os';
import { UsageError } from './errors.ts';

/** Reads the value of an option that counts something. Throws a UsageError unless it is a whole number from 1. */
export function positive(option: string, text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new UsageError(`--${option}: received "${text}", allowed are whole numbers from 1.`);
}

/** Processes that are started on any machine; each takes 60 MiB and more. */
const MOST_PROCESSES = 64;

/**
 * Reads `--jobs`, a number of processes; left away, the processors that this process may use. Throws a UsageError unless it
 * is a whole number that a slip of the finger does not bring the machine down with: up to 64, or 4 for each processor.
 */
export function processCount(text: string | undefined): number {
  const processors = availableParallelism();
  if (text === undefined) return processors;
  const count = positive('jobs', text);
  const most = Math.max(MOST_PROCESSES, 4 * processors);
  if (count <= most) return count;
  throw new UsageError(
    `--jobs: received "${text}", allowed are whole numbers from 1 to ${most} on this machine.`,
  );
}
