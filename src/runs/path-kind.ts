import { stat } from 'node:fs/promises';

/** What is at a path, links followed; everything but a folder counts as a file. null: nothing that can be looked at. */
export async function pathKind(path: string): Promise<'file' | 'folder' | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  return found.isDirectory() ? 'folder' : 'file';
}
