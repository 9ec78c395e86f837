import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { writeJson, writeTogether, writeWhole } from '../../src/runs/write.ts';
import { WriteError, writing } from '../../src/runs/write-error.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

test('a whole file is written with its folders and leaves nothing beside it', async () => {
  const directory = temporaryDirectory();
  await writeWhole(join(directory, 'a', 'b', 'file.txt'), 'text');
  await writeWhole(join(directory, 'a', 'b', 'file.txt'), 'new text');
  expect(readdirSync(join(directory, 'a', 'b'))).toEqual(['file.txt']);
  expect(readFileSync(join(directory, 'a', 'b', 'file.txt'), 'utf8')).toBe('new text');
});

test('a reader never sees half of a file that is being replaced', async () => {
  const path = join(temporaryDirectory(), 'file.json');
  const values = [1, 2].map((digit) => Array.from({ length: 20_000 }, () => digit));
  await writeJson(path, values[0]);
  // In a thread, for a file is written in one go.
  const reader = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
    const { readFileSync } = require('node:fs');
    let asked = false;
    parentPort.once('message', () => { asked = true; });
    let reads = 0;
    let halves = 0;
    const read = () => {
      let numbers = [];
      try { numbers = JSON.parse(readFileSync(workerData, 'utf8')); } catch {}
      reads += 1;
      if (numbers.length !== 20000 || new Set(numbers).size !== 1) halves += 1;
      if (reads === 1) parentPort.postMessage('reads');
      if (asked) { parentPort.postMessage({ reads, halves }); parentPort.close(); }
      else setImmediate(read);
    };
    read();`,
    { eval: true, workerData: path },
  );
  await once(reader, 'message');
  for (let turn = 0; turn < 40; turn++) await writeJson(path, values[turn % 2]);
  const found = once(reader, 'message');
  reader.postMessage('stop');
  const [{ reads, halves }] = await found;
  expect(halves).toBe(0);
  expect(reads).toBeGreaterThan(1);
});

test('files that are written together leave nothing beside them, also where one of them cannot be', async () => {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, 'b', 'taken'), { recursive: true });
  const files = ['a', 'b', 'c'].map((name) => ({ name, content: name.repeat(3) }));
  await expect(writeTogether(directory, files)).rejects.toMatchObject({
    name: 'WriteError',
    path: join(directory, 'b'),
  });
  expect(readdirSync(directory)).toEqual(['a', 'b']);
  expect(readFileSync(join(directory, 'a'), 'utf8')).toBe('aaa');
  rmSync(join(directory, 'b'), { recursive: true });
  await writeTogether(directory, files);
  expect(readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8'))).toEqual([
    'aaa',
    'bbb',
    'ccc',
  ]);
});

test('a file where a folder should be is a WriteError that names the path', async () => {
  const file = join(temporaryDirectory(), 'file');
  writeFileSync(file, '');
  await expect(writeWhole(join(file, 'below'), '')).rejects.toMatchObject({
    name: 'WriteError',
    path: join(file, 'below'),
  });
});

test('errors that are not about files pass through as they are', async () => {
  const bug = new TypeError('not a function');
  await expect(writing('x', () => Promise.reject(bug))).rejects.toBe(bug);
});

test('each way of failing has its own remedy', () => {
  const remedy = (code: string) => new WriteError('p', Object.assign(new Error(), { code })).remedy;
  expect(remedy('ENOSPC')).toContain('full');
  expect(remedy('EACCES')).toContain('permissions');
  expect(remedy('EROFS')).toContain('read-only');
  expect(remedy('EIO')).toContain('choose another place');
});
