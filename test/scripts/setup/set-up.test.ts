import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { isAsset, transpileExperiment } from '../../../scripts/setup/build.mjs';
import { NOTES } from '../../../scripts/setup/paths.mjs';
import { checkNode } from '../../../scripts/setup/set-up.mjs';

const script = fileURLToPath(new URL('../../../scripts/setup.mjs', import.meta.url));
const setUp = (...args: string[]) =>
  spawnSync(process.execPath, [script, ...args], {
    encoding: 'utf8',
    env: { ...process.env, HESSIAN_LAB_NATIVE: 'skip' },
  });

/** Each step that is done leaves a note. */
const notes = () => readdirSync(NOTES).map((name) => [name, statSync(join(NOTES, name)).mtimeMs]);

it('a set-up with nothing to do does nothing, and is silent', () => {
  expect(setUp().status).toBe(0);
  const before = notes();
  expect(setUp()).toMatchObject({ status: 0, stdout: '', stderr: '' });
  expect(notes()).toEqual(before);
});

it('an unknown option of the set-up is refused with the known ones', () => {
  const { status, stderr } = setUp('--rety-native');
  expect(status).toBe(1);
  expect(stderr).toBe('Unknown option --rety-native; the set-up knows --retry-native.\n');
});

it('Node before 20.19 is refused with the version it takes', () => {
  expect(() => checkNode('20.18.3')).toThrow('Node 20.18.3 is too old: hessian-lab needs 20.19 or newer.');
  expect(() => checkNode('18.20.0')).toThrow(/too old/);
  for (const version of ['20.19.0', '22.0.0', '24.1.0']) expect(() => checkNode(version)).not.toThrow();
});

it('the build takes data along and leaves sources and their settings', () => {
  expect(['data/sets/penguins.csv', 'data/sets/README.md'].map(isAsset)).toEqual([true, true]);
  expect(['index.ts', 'tsconfig.json'].map(isAsset)).toEqual([false, false]);
});

it('an experiment of the build imports from rooms that are one folder nearer', async () => {
  const source =
    "import { a } from '../src/claims/a.ts';\nimport { b } from './b.ts';\nimport type { C } from '../src/c.ts';\nexport const d: C = a(b, '../src/');\n";
  expect(await transpileExperiment(source)).toMatch(
    /^import \{ a \} from ['"]\.\.\/claims\/a\.js['"];\nimport \{ b \} from ['"]\.\/b\.js['"];\nexport const d = a\(b, '\.\.\/src\/'\);\n$/,
  );
});
