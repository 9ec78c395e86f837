import { readFile } from 'node:fs/promises';
import { unreadable } from './read-json.ts';

/**
 * Reads a JSON file; undefined when there is none, which no JSON is.
 *
 * @param damaged makes the error from what is wrong with the file; it adds the place and the remedy
 * @throws what `damaged` makes
 */
export async function readDocument(path: string, damaged: (problem: string) => Error): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw damaged(`it ${unreadable(error)}`);
  }
}
