import { lstat } from 'node:fs/promises';
import { UsageError } from './errors.ts';

/** The option `--overwrite` of every command that writes to a file which its user names. */
export const overwriteOption = {
  type: 'boolean',
  default: false,
  describe: 'Replace files that are there; without it they are refused',
} as const;

/**
 * Keeps a file that is there from being lost. To be called before the work, and before any of several files is written.
 *
 * @param option that named the files, such as `--out`
 * @throws UsageError for a file that exists unless `overwrite`, and for a folder always
 */
export async function refuseOccupied(
  option: string,
  files: readonly string[],
  overwrite: boolean,
): Promise<void> {
  for (const file of files) {
    if (file === '') throw new UsageError(`${option}: received "", allowed is the name of a file.`);
    const found = await lstat(file).catch(() => null);
    if (found === null) continue;
    if (found.isDirectory()) throw new UsageError(`${option}: ${file} is a folder; name a file in it.`);
    if (overwrite) continue;
    throw new UsageError(
      `${file} exists already; name another file with ${option}, or replace it with --overwrite.`,
    );
  }
}
