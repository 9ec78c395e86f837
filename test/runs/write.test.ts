import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeJson, writeWhole } from '../../src/runs/write.ts';
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
  let done = false;
  const writer = (async () => {
    for (let turn = 0; turn < 20; turn++) await writeJson(path, values[turn % 2]);
    done = true;
  })();
  while (!done) {
    const read = JSON.parse(readFileSync(path, 'utf8')) as number[];
    expect(read).toHaveLength(20_000);
    expect(new Set(read).size).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await writer;
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
