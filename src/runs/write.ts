import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { makeFolder } from './folder.ts';
import { writing } from './write-error.ts';

/**
 * Writes a whole file so that readers see the old content or the new, never a half: written beside, synchronised
 * to the disk and renamed. Makes missing folders.
 *
 * @throws WriteError
 */
export async function writeWhole(path: string, content: string | Buffer): Promise<void> {
  await makeFolder(dirname(path), path);
  await writing(path, () => writeFileAtomic(path, content));
}

/** As `writeWhole`, as indented JSON with a final line break. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);
}
