/** Recorded verdicts: read, missing, damaged. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, test } from 'vitest';
import { REFERENCE, RecordError, readRecord } from '../../src/claims/read-record.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const whole = readFileSync(join(REFERENCE, 'E3', 'verdict.json'), 'utf8');

/** A folder with this text for the verdict of E3. */
function folderWith(text: string): string {
  const folder = temporaryDirectory();
  mkdirSync(join(folder, 'E3'));
  writeFileSync(join(folder, 'E3', 'verdict.json'), text);
  return folder;
}

it('gives the record of a claim, and null where there is none', async () => {
  const folder = folderWith(whole);
  expect(await readRecord('E3', folder)).toEqual(JSON.parse(whole));
  expect(await readRecord('E4', folder)).toBeNull();
});

test.for<[string, string, string]>([
  ['an empty file', '', 'it is not JSON: Unexpected end of JSON input.'],
  ['half a file', whole.slice(0, whole.length / 2), 'it is not JSON: '],
  ['null', 'null', 'it is no verdict of this version, Invalid input: expected object, received null.'],
  ['an object without members', '{}', 'it is no verdict of this version, id: Invalid input'],
  ['a verdict that is none', whole.replace('"supported"', '"proven"'), 'verdict: Invalid option'],
  [
    'a record without findings',
    JSON.stringify({ ...JSON.parse(whole), findings: [] }),
    'findings: Too small',
  ],
  ['another claim', whole.replace('"E3"', '"E4"'), 'is of claim E4, expected E3.'],
])('refuses %s, with the path', async ([, text, message]) => {
  const folder = folderWith(text);
  const refusal = await readRecord('E3', folder).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(RecordError);
  expect((refusal as Error).message).toContain(`${join(folder, 'E3', 'verdict.json')}: `);
  expect((refusal as Error).message).toContain(message);
});

it('refuses a folder that is not there, and a file in its place', async () => {
  const folder = folderWith(whole);
  await expect(readRecord('E3', join(folder, 'none'))).rejects.toThrow('none: there is no such folder');
  await expect(readRecord('E3', join(folder, 'E3', 'verdict.json'))).rejects.toThrow('is no folder');
});
