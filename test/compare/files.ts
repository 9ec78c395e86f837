import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOperands } from '../../src/compare/operands.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** Writes files into an empty folder of the test that calls this; gives the folder. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const directory = temporaryDirectory();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(directory, name, '..'), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  return directory;
}

/** The samples of CSV texts: a, b, c, ... */
export function samplesOfCsv(...texts: string[]) {
  const names = texts.map((_, i) => `${String.fromCharCode(97 + i)}.csv`);
  const directory = folderOf(Object.fromEntries(names.map((name, i) => [name, texts[i]!])));
  return readOperands(names.map((name) => join(directory, name))).samples;
}

/** A manifest as far as tables of runs read it. */
export function manifest(overrides: object = {}): string {
  return JSON.stringify({
    format: 1,
    experiment: 'e',
    arm: 'raw',
    seed: 1,
    status: 'completed',
    configHash: 'c0ffee',
    ...overrides,
  });
}
