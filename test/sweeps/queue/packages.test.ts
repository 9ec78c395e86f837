/** A folder without bullmq and ioredis, as an installation that left the optional packages out has it. */
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const project = fileURLToPath(new URL('../../..', import.meta.url));

test('packages that are not installed are told with the command that installs them', () => {
  const folder = temporaryDirectory();
  const files = [
    'package.json',
    'src/sweeps/queue/packages.ts',
    'src/sweeps/queue/errors.ts',
    'src/processes/plain-text.ts',
  ];
  for (const file of files) cpSync(join(project, file), join(folder, file));
  const module = pathToFileURL(join(folder, files[1]!)).href;
  const script = `const { loadQueuePackages } = await import(${JSON.stringify(module)});
    await loadQueuePackages().catch(({ name, message }) => console.log(name, message));`;
  const tsx = import.meta.resolve('tsx');
  const words = ['--import', tsx, '--input-type=module', '--eval', script];
  const said = execFileSync(process.execPath, words, { cwd: folder, encoding: 'utf8' });
  const { bullmq, ioredis } = JSON.parse(readFileSync(join(project, files[0]!), 'utf8')).optionalDependencies;
  expect(said).toMatch(/^QueueError A queue needs two packages that are not installed/);
  expect(said).toContain(`npm install bullmq@${bullmq} ioredis@${ioredis}`);
});
