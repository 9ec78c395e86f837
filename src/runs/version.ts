import { readFileSync } from 'node:fs';

let known: string | null = null;

/** The version of this package, from its package.json: two folders up from `src/runs` as from `dist/runs`. */
export function packageVersion(): string {
  known ??= read();
  return known;
}

function read(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
