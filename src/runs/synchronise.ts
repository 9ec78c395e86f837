import { fsync, fsyncSync } from 'node:fs';
import { promisify } from 'node:util';

const waitForDisk = promisify(fsync);

let isAsked = true;

/**
 * From now on nothing that this process writes waits for the disk: for files in a temporary folder, which nobody looks for
 * after a power cut.
 */
export function neverSynchronise(): void {
  isAsked = false;
}

/** Waits until the disk has an open file or folder, while other things go on. Throws the error of the file system. */
export async function synchronise(file: number): Promise<void> {
  if (isAsked) await waitForDisk(file);
}

/** The same, and nothing goes on meanwhile. */
export function synchroniseNow(file: number): void {
  if (isAsked) fsyncSync(file);
}
