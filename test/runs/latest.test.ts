import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pointLatest, readLatest } from '../../src/runs/latest.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

function runs(...numbers: string[]): string {
  const parent = temporaryDirectory();
  for (const number of numbers) mkdirSync(join(parent, number));
  return parent;
}

test('latest points at the run, and is moved to the next one', async () => {
  const parent = runs('1', '2');
  expect(await pointLatest(join(parent, '1'))).toBeNull();
  expect(await readLatest(parent)).toBe(join(parent, '1'));
  expect(await pointLatest(join(parent, '2'))).toBeNull();
  expect(await readLatest(parent)).toBe(join(parent, '2'));
  expect(readdirSync(parent).sort()).toEqual(['1', '2', 'latest']);
});

test('a pointer that is a text file, as on Windows, is read too', async () => {
  const parent = runs('3');
  writeFileSync(join(parent, 'latest'), '3\n');
  expect(await readLatest(parent)).toBe(join(parent, '3'));
});

test('where latest cannot be replaced the run is told in one line and goes on', async () => {
  const parent = runs('1', 'latest');
  writeFileSync(join(parent, 'latest', 'something'), '');
  expect(await pointLatest(join(parent, '1'))).toContain('could not be pointed at run 1');
  expect(readdirSync(parent).sort()).toEqual(['1', 'latest']);
});

test('without a pointer there is no latest run', async () => {
  expect(await readLatest(runs())).toBeNull();
});
