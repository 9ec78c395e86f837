import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { readDocument } from '../../src/runs/read-document.ts';
import { readJson } from '../../src/runs/read-json.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const schema = z.object({ format: z.literal(1), runs: z.array(z.object({ seed: z.number() })) });

function file(text: string): string {
  const path = join(temporaryDirectory(), 'file.json');
  writeFileSync(path, text);
  return path;
}

test('a file that fits gives what the schema makes of it', () => {
  const path = file('{"format": 1, "runs": [{"seed": 2, "more": 3}]}');
  expect(readJson(path, schema)).toEqual({ data: { format: 1, runs: [{ seed: 2 }] }, problem: null });
});

test.each([
  ['', 'is not JSON: Unexpected end of JSON input'],
  ['{"format": 1, "runs": [{}]}', 'does not fit this version: runs[0].seed: Invalid input: expected number'],
  ['{"format": 7}', 'has format 7, this version reads 1'],
  ['{}', 'has no format, this version reads 1'],
  ['null', 'does not fit this version: Invalid input: expected object'],
])('%s is told, and what stands there comes along', (text, problem) => {
  const read = readJson(file(text), schema);
  expect(read).toMatchObject({ data: null, problem: expect.stringContaining(problem) });
  expect(read).toHaveProperty('document', text === '' ? undefined : JSON.parse(text));
});

test('a file that is missing, or a folder, is told and not thrown', () => {
  const path = join(temporaryDirectory(), 'here');
  expect(readJson(path, schema).problem).toBe('is missing');
  mkdirSync(path);
  expect(readJson(path, schema).problem).toMatch(/^cannot be read: EISDIR/);
});

test('readers that throw say the same of the same file', async () => {
  for (const text of ['', '{"half":']) {
    const path = file(text);
    const thrown = await readDocument(path, (problem) => new Error(problem)).catch((error: Error) => error);
    expect((thrown as Error).message).toBe(`it ${readJson(path, schema).problem}`);
  }
});
