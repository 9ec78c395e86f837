import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import {
  chosenDirectory,
  DirectoryTakenError,
  numberedDirectory,
  refuseTaken,
  runDirectory,
} from '../../src/runs/directory.ts';
import { WriteError } from '../../src/runs/write-error.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

test('run numbers count up from 1 and go on after the largest', async () => {
  const results = temporaryDirectory();
  expect(await numberedDirectory(results, 'housing')).toBe(join(results, 'housing', '1'));
  expect(await numberedDirectory(results, 'housing')).toBe(join(results, 'housing', '2'));
  mkdirSync(join(results, 'housing', '10'));
  expect(await numberedDirectory(results, 'housing')).toBe(join(results, 'housing', '11'));
  expect(await numberedDirectory(results, 'wages')).toBe(join(results, 'wages', '1'));
});

test('names beside the numbers do not count', async () => {
  const results = temporaryDirectory();
  for (const name of ['latest', '007', '3 copy', 'x9'])
    mkdirSync(join(results, 'a', name), { recursive: true });
  expect(basename(await numberedDirectory(results, 'a'))).toBe('1');
});

test('twenty runs that start together get twenty folders', async () => {
  const results = temporaryDirectory();
  const directories = await Promise.all(Array.from({ length: 20 }, () => numberedDirectory(results, 'a')));
  expect(new Set(directories).size).toBe(20);
  expect(readdirSync(join(results, 'a'))).toHaveLength(20);
});

test('--out takes a new folder, parents included, and an empty one', async () => {
  const directory = temporaryDirectory();
  expect(await chosenDirectory(join(directory, 'a', 'b'))).toBe(join(directory, 'a', 'b'));
  expect(await chosenDirectory(join(directory, 'a', 'b'))).toBe(join(directory, 'a', 'b'));
});

test('--out refuses a folder that holds something, and a file', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'file'), '');
  await expect(chosenDirectory(directory)).rejects.toBeInstanceOf(DirectoryTakenError);
  await expect(chosenDirectory(join(directory, 'file'))).rejects.toBeInstanceOf(DirectoryTakenError);
  await expect(refuseTaken(directory)).rejects.toThrow(/never writes over another.*hessian-lab run --resume/);
  await expect(refuseTaken(directory, 'go away.')).rejects.toThrow(/holds file; go away\.$/);
  expect(readdirSync(directory)).toEqual(['file']);
});

test('a folder below a file cannot be made: a WriteError', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'file'), '');
  await expect(chosenDirectory(join(directory, 'file', 'out'))).rejects.toBeInstanceOf(WriteError);
});

test('of two processes in one folder the second is told so before it writes', async () => {
  const directory = temporaryDirectory();
  expect(await runDirectory(directory, 'raw', 1)).toBe(join(directory, 'raw', 'seed-1'));
  expect(await runDirectory(directory, 'raw', 2)).toBe(join(directory, 'raw', 'seed-2'));
  await expect(runDirectory(directory, 'raw', 1)).rejects.toThrow('another process');
});
