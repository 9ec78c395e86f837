import { constants } from 'node:buffer';
import { readFileSync, type Stats, statSync } from 'node:fs';

/**
 * Larger files of text are not read: the longest string that V8 makes, 512 MiB, so that no document was written that is
 * longer.
 */
export const MOST_TEXT_BYTES = constants.MAX_STRING_LENGTH;

/** The most that Node reads at once, 2 GiB: for logs, which are read as bytes and can outgrow a string. */
export const MOST_LOG_BYTES = 2 ** 31 - 1;

/** What stands at a path is no file that a run wrote; `code` as that of a system error, the message without the path. */
export class IrregularFileError extends Error {
  override readonly name = 'IrregularFileError';
  readonly code = 'ERR_IRREGULAR_FILE';
}

/**
 * Reads a file of a run directory, links followed. Only a regular file of a bounded size: opening a named pipe waits for
 * a writer, in a synchronous call that no signal ends, and a device such as /dev/zero has no end.
 *
 * @param most bytes; default `MOST_TEXT_BYTES`
 * @throws IrregularFileError
 * @throws NodeJS.ErrnoException as `readFileSync`
 */
export function readRegular(path: string, most = MOST_TEXT_BYTES): Buffer {
  checkRegular(path, most);
  return readFileSync(path);
}

/** Throws what `readRegular` throws before it reads: for files that another reader opens then. */
export function checkRegular(path: string, most = MOST_TEXT_BYTES): void {
  const found = statSync(path);
  // Reading a folder fails at once, with a message of its own.
  if (found.isDirectory()) return;
  if (!found.isFile()) throw new IrregularFileError(`it is ${kindOf(found)}, not a regular file`);
  if (found.size > most)
    throw new IrregularFileError(`it has ${found.size} bytes, the most that is read is ${most}`);
}

/** The text of a file as `readRegular` reads it; null whatever is wrong with it: for readers who can do without. */
export function readRegularText(path: string): string | null {
  try {
    return readRegular(path).toString('utf8');
  } catch {
    return null;
  }
}

function kindOf(found: Stats): string {
  if (found.isFIFO()) return 'a named pipe';
  return found.isSocket() ? 'a socket' : 'a device';
}
