import { unreadable } from './read-json.ts';
import { readRegular } from './read-regular.ts';

/**
 * Reads a JSON file; undefined when there is none, which no JSON is.
 *
 * @param damaged makes the error from what is wrong with the file; it adds the place and the remedy
 * @throws what `damaged` makes
 */
export async function readDocument(path: string, damaged: (problem: string) => Error): Promise<unknown> {
  try {
    return JSON.parse(readRegular(path).toString('utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw damaged(`it ${unreadable(error)}`);
  }
}
