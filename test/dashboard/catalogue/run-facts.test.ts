import { spawnSync } from 'node:child_process';
import { cpSync, realpathSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { Catalogue } from '../../../src/dashboard/catalogue/catalogue.ts';
import { lockReader, readRunFacts } from '../../../src/dashboard/catalogue/run-facts.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { writeLock, writeRun } from '../support/written-run.ts';

function factsOf(options: Parameters<typeof writeRun>[1], holder?: object) {
  const root = realpathSync(temporaryDirectory());
  const folder = writeRun(root, options);
  if (holder) writeLock(root, holder);
  return readRunFacts(folder, lockReader());
}

/** The number of a process that has ended. */
const dead = { host: hostname(), pid: spawnSync(process.execPath, ['-e', '']).pid, started: null };
const alive = { host: hostname(), pid: process.pid, started: null };
const open = { status: 'interrupted', end: null };

test.each([
  ['completed', { status: 'completed' }, undefined],
  ['diverged', { status: 'diverged' }, alive],
  ['failed', { status: 'failed' }, undefined],
  ['interrupted', { status: 'interrupted' }, alive],
  ['interrupted', open, undefined],
  ['interrupted', open, dead],
  ['running', open, alive],
  ['running', open, { host: 'another-host', pid: 1, started: null }],
] as const)('a run reads %s with a manifest of %j and a lock of %j', (expected, options, holder) => {
  expect(factsOf(options, holder).status).toBe(expected);
});

test('a lock in the folder of the run itself counts, as those of a queue lie', () => {
  const root = realpathSync(temporaryDirectory());
  const folder = writeRun(root, open);
  writeLock(folder);
  expect(readRunFacts(folder, lockReader()).status).toBe('running');
});

test('a run that is served alone, or with its arm, is told to run by the lock above the served folder', async () => {
  const root = realpathSync(temporaryDirectory());
  const folder = writeRun(root, open);
  const statusIn = async (served: string) => {
    const catalogue = new Catalogue(served);
    await catalogue.look();
    return catalogue.all.runs.map(({ status }) => status);
  };
  expect(await statusIn(folder)).toEqual(['interrupted']);
  writeLock(root, alive);
  expect(await statusIn(folder)).toEqual(['running']);
  expect(await statusIn(dirname(folder))).toEqual(['running']);
});

test('a lock further up, or above a folder that is no seed of an arm, is not that of the run', () => {
  const root = realpathSync(temporaryDirectory());
  const folder = writeRun(join(root, 'housing'), open);
  const copied = join(root, 'housing', 'raw', 'copy');
  cpSync(folder, copied, { recursive: true });
  writeLock(root, alive);
  expect(readRunFacts(folder, lockReader()).status).toBe('interrupted');
  rmSync(join(root, 'lock.json'));
  writeLock(join(root, 'housing'), alive);
  expect(readRunFacts(copied, lockReader()).status).toBe('interrupted');
});

test('without a manifest the names of the folders tell, and the status is unknown', () => {
  const root = realpathSync(temporaryDirectory());
  const folder = writeRun(root, { arm: 'raw', seed: 7 });
  rmSync(join(folder, 'manifest.json'));
  expect(readRunFacts(folder, lockReader())).toMatchObject({ arm: 'raw', seed: '7', status: 'unknown' });
});
