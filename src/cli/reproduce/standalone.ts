import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { main } from '../main.ts';

/**
 * Reproduces one claim when its file is the program: `npx tsx experiments/<file>.ts [options of reproduce]`. Does nothing
 * when the file is imported.
 *
 * @param url `import.meta.url` of the file
 */
export function reproduceWhenRun(url: string, id: string): void {
  const [, program, ...options] = process.argv;
  if (!program || pathToFileURL(realpathSync(program)).href !== url) return;
  // Not awaited: the catalogue imports the file that calls this, which has to be through first.
  void main(['reproduce', id, ...options]).then((exitCode) => {
    process.exitCode = exitCode;
  });
}
