/** The commands beside `run`, and what holds for all: help, version, completion, speed, closed pipes. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { endOf, hessianLab, start } from './hessian-lab.ts';
import { workplace } from './workplace.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

test('--version is that of package.json, --help lists every command and exit code', async () => {
  const directory = workplace();
  expect((await hessianLab(directory, '--version')).stdout).toBe(`${version}\n`);
  const { code, stdout } = await hessianLab(directory, '--help');
  expect(code).toBe(0);
  for (const word of [
    'run [config]',
    'inspect <run>',
    'init',
    'schema',
    'datasets',
    'doctor',
    'completion',
    '130',
  ]) {
    expect(stdout).toContain(word);
  }
});

test('datasets lists rows, columns and licence, and as JSON the sources too', async () => {
  const directory = workplace();
  expect((await hessianLab(directory, 'datasets')).stdout).toMatch(/penguins *│ *333 × 3 │.*CC0-1\.0/);
  const sets = JSON.parse((await hessianLab(directory, 'datasets', '--json')).stdout) as {
    id: string;
    rows: number;
  }[];
  expect(sets.find(({ id }) => id === 'boston-house-prices')).toMatchObject({ rows: 506 });
});

test('schema prints a JSON schema', async () => {
  const { stdout } = await hessianLab(workplace(), 'schema');
  expect(JSON.parse(stdout)).toMatchObject({
    $schema: expect.stringContaining('json-schema.org'),
    type: 'object',
  });
});

test('doctor finds its way round the machine, and the second derivatives right on every backend there is', async () => {
  const { code, stdout } = await hessianLab(workplace(), 'doctor', '--json');
  const { checks, exitCode } = JSON.parse(stdout) as {
    checks: { id: string; status: string }[];
    exitCode: number;
  };
  expect({ code, exitCode }).toEqual({ code: 0, exitCode: 0 });
  const status = Object.fromEntries(checks.map((check) => [check.id, check.status]));
  expect(status).toMatchObject({
    node: 'ok',
    'second-order-wasm': 'ok',
    'second-order-cpu': 'ok',
    results: 'ok',
  });
  expect(Object.values(status)).not.toContain('failed');
});

test('a reader that goes away before the output comes is no error', async () => {
  const { child, ended } = start(workplace(), ['datasets']);
  child.stdout!.destroy();
  expect(await ended).toMatchObject({ code: 0, stderr: '' });
});

/** Tells on stderr each import of TensorFlow.js, by whatever module. */
const hooks = `import { writeSync } from 'node:fs';
export function resolve(specifier, context, next) {
  if (specifier.includes('tensorflow')) writeSync(2, specifier);
  return next(specifier, context);
}`;
const preload = `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(hooks))});`;

function dataUrl(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

test('the installed command answers --help without TensorFlow.js, which takes longer to load than all the rest', async () => {
  const installed = (...args: string[]) =>
    endOf(
      spawn(process.execPath, ['--import', dataUrl(preload), 'scripts/hessian-lab.mjs', ...args], {
        cwd: root,
      }),
    );
  await installed('--help'); // builds, where the sources are newer
  expect(await installed('--help')).toMatchObject({ code: 0, stderr: '' });
  // It would be told.
  expect((await installed('doctor', '--json')).stderr).toContain('@tensorflow/tfjs');
});
