import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tidy } from '../../src/runs/leftovers.ts';
import { LOCK_FILE, lockDirectory } from '../../src/runs/lock.ts';
import { besideName } from '../../src/runs/write.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** A directory with a result, and what a process leaves beside it that is killed in writing another. */
function withLeftover(): string {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'summary.csv'), '');
  writeFileSync(besideName(join(directory, 'summary.csv')), 'half');
  return directory;
}

test('what killed processes left goes, a dead one’s lock with it, and results stay', async () => {
  const directory = withLeftover();
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(join(directory, LOCK_FILE), JSON.stringify({ host: hostname(), pid, started: null }));
  await tidy(directory);
  expect(readdirSync(directory)).toEqual(['summary.csv']);
});

test('nothing goes while a process is at work there, nor where there is no such folder', async () => {
  const directory = withLeftover();
  const lock = await lockDirectory(directory);
  await tidy(directory);
  expect(readdirSync(directory)).toHaveLength(3);
  await lock.release();
  await tidy(join(directory, 'gone'));
  expect(readdirSync(directory)).toHaveLength(2);
});
