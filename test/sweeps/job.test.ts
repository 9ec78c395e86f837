import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { experimentOf, jobOf } from './jobs.ts';

test('the id of a job follows from its config, its seed and the bytes it reads, not from names and paths', async () => {
  const rows = (directory: string, text: string) => {
    writeFileSync(join(directory, 'rows.csv'), text);
    return { data: { source: 'file', path: join(directory, 'rows.csv'), target: 'y' } };
  };
  const [here, there] = [temporaryDirectory(), temporaryDirectory()];
  const idOf = async (overrides: object, seed = 1, label = 'default') =>
    jobOf(await experimentOf(overrides), seed, label).id;

  const first = await idOf(rows(here, 'x,y\n1,2\n2,3\n'));
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(await idOf({ ...rows(there, 'x,y\n1,2\n2,3\n'), name: 'other' }, 1, 'x=1')).toBe(first);
  expect(await idOf(rows(there, 'x,y\n1,2\n2,4\n'))).not.toBe(first);
  expect(await idOf(rows(here, 'x,y\n1,2\n2,3\n'), 2)).not.toBe(first);
  expect(await idOf({ ...rows(here, 'x,y\n1,2\n2,3\n'), model: { hidden: [5] } })).not.toBe(first);
  expect(await idOf({ ...rows(here, 'x,y\n1,2\n2,3\n'), verify: true })).not.toBe(first);
});

test('a job knows the parameter file that it starts from', async () => {
  const file = join(temporaryDirectory(), 'parameters.json');
  writeFileSync(file, '{}');
  const job = jobOf(await experimentOf({ model: { initialization: { file } } }), 1);
  expect(job.files).toEqual([
    { key: 'model.initialization.file', path: file, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
});
