import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readRecord } from '../../src/claims/recorded-verdict.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

function recorded(text: string): string {
  const folder = temporaryDirectory();
  mkdirSync(join(folder, 'E1'));
  writeFileSync(join(folder, 'E1', 'verdict.json'), text);
  return folder;
}

it('a claim that is not recorded has no verdict', async () => {
  expect(await readRecord('E1', temporaryDirectory())).toBeNull();
});

it.each([
  ['{"id": "E1"', /verdict\.json: it is not JSON: .*; put back what reproduce wrote/],
  ['null', /verdict\.json: Invalid input/],
  ['{"id": 3}', /verdict\.json: id: Invalid input/],
])('a damaged verdict (%s) is refused with place and remedy', async (text, told) => {
  await expect(readRecord('E1', recorded(text))).rejects.toThrow(told);
});
