/** Which files a command may write to. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { refuseOccupied } from '../../src/cli/occupied.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

test('a new file is allowed, one that is there and a link to nowhere only when they may be replaced', async () => {
  const directory = temporaryDirectory();
  const [there, link, fresh] = ['there.csv', 'link.csv', 'new.csv'].map((name) => join(directory, name));
  writeFileSync(there!, '');
  symlinkSync('nowhere', link!);
  await refuseOccupied('--csv', [fresh!, join(directory, 'new', 'x.csv')], false);
  for (const file of [there!, link!]) {
    await expect(refuseOccupied('--csv', [fresh!, file], false)).rejects.toThrow(
      `${file} exists already; name another file with --csv, or replace it with --overwrite.`,
    );
    await refuseOccupied('--csv', [file], true);
  }
});

test('a folder and no name at all are refused in any case', async () => {
  const folder = join(temporaryDirectory(), 'folder');
  mkdirSync(folder);
  await expect(refuseOccupied('--out', [folder], true)).rejects.toThrow('is a folder; name a file in it');
  await expect(refuseOccupied('--out', [''], true)).rejects.toThrow('--out: received ""');
});
