/** What `--json` prints is what `--help` and the README say of it. */
import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { hessianLab } from './hessian-lab.ts';
import { workplace } from './workplace.ts';

/** Keys of a document that are promised; those of a list or of a file come under '...'. */
function promised(name: string): string[] {
  const { json } = commands.find(({ usage }) => usage.split(' ')[0] === name)!;
  return Object.keys(json!).filter((key) => key !== '...');
}

test('each document has the keys that are documented, and no other ones', async () => {
  const directory = workplace();
  const document = async (...args: string[]) =>
    JSON.parse((await hessianLab(directory, ...args, '--json')).stdout) as Record<string, unknown>;
  const keys = {
    init: Object.keys(await document('init', 'new.yaml')),
    run: Object.keys(await document('run', 'tiny.yaml', '--out', 'r')),
    compare: Object.keys(await document('compare', 'r/default/seed-1', 'r/default/seed-2')),
    report: Object.keys(await document('report', 'r')),
  };
  for (const [name, found] of Object.entries(keys)) {
    expect({ name, keys: found.sort() }).toEqual({ name, keys: promised(name).sort() });
  }
  const inspection = await document('inspect', 'r/default/seed-1');
  expect(Object.keys(inspection)).toEqual(expect.arrayContaining(promised('inspect')));
}, 120_000);
