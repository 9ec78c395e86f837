// npm run check: dependencies, tests, types, lint, format, unused code, the API reference and the package; goes on after
// a failure and tells all of them.
import { join } from 'node:path';
import { run } from './setup/command.mjs';
import { orExplain } from './setup/explain.mjs';
import { PROJECT } from './setup/paths.mjs';
import { setUp } from './setup/set-up.mjs';

const modules = join(PROJECT, 'node_modules');

/** @type {[name: string, file: string, ...args: string[]][]} */
const checks = [
  ['dependencies', join(PROJECT, 'scripts', 'check-dependencies.mjs')],
  ['tests', join(PROJECT, 'scripts', 'test.mjs')],
  ['types', join(modules, 'typescript', 'lib', 'tsc.js'), '-p', '.'],
  ['lint', join(modules, '@biomejs', 'biome', 'bin', 'biome'), 'lint', '--error-on-warnings'],
  ['format', join(modules, '@biomejs', 'biome', 'bin', 'biome'), 'format'],
  ['unused code', join(modules, 'knip', 'bin', 'knip.js')],
  [
    'API reference',
    join(PROJECT, 'scripts', 'run.mjs'),
    join(modules, 'typedoc', 'bin', 'typedoc'),
    '--options',
    join('scripts', 'typedoc.json'),
  ],
  ['package', join(PROJECT, 'scripts', 'run.mjs'), join('scripts', 'check-package.ts')],
];

await orExplain(async () => {
  await setUp();
  const failed = [];
  for (const [name, file, ...args] of checks) {
    const { ok } = await run(process.execPath, [file, ...args], { cwd: PROJECT, show: true });
    if (!ok) failed.push(name);
  }
  console.log(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.join(', ')}.`);
  return failed.length === 0 ? 0 : 1;
});
