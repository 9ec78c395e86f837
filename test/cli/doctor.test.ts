import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exitCodeOfChecks } from '../../src/cli/doctor/doctor.ts';
import { closedFormCheck, environmentChecks, nodeCheck } from '../../src/cli/doctor/environment.ts';
import { resultsFolderCheck } from '../../src/cli/doctor/results-folder.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

test('Node 20.19 is the oldest that will do', () => {
  expect(['20.19.0', '22.0.0', '24.1.2'].map((version) => nodeCheck(version).status)).toEqual([
    'ok',
    'ok',
    'ok',
  ]);
  expect(['20.18.9', '18.20.0'].map((version) => nodeCheck(version).status)).toEqual(['failed', 'failed']);
});

test('SIMD is found: every Node since 16.4 has it', () => {
  expect(environmentChecks().find(({ id }) => id === 'simd')).toMatchObject({ status: 'ok' });
});

test('the kernel and the threads of the closed form are told, and a variable that nothing can be made of fails', () => {
  expect(closedFormCheck({ HESSIAN_LAB_THREADS: '3' })).toMatchObject({
    status: 'ok',
    detail: 'kernel wasm-simd-fma, up to 3 threads',
  });
  expect(closedFormCheck({ HESSIAN_LAB_THREADS: '1', HESSIAN_LAB_FMA: 'off' }).detail).toBe(
    'kernel wasm-simd, 1 thread',
  );
  for (const env of [{ HESSIAN_LAB_THREADS: '99' }, { HESSIAN_LAB_FMA: 'no' }]) {
    const { status, detail } = closedFormCheck(env);
    expect(status).toBe('failed');
    expect(detail).toContain(`${Object.keys(env)[0]}: received "${Object.values(env)[0]}"`);
  }
});

test('the folder for results is tried where it is or would be made, and nothing stays behind', async () => {
  const directory = temporaryDirectory();
  const check = await resultsFolderCheck(join(directory, 'results'));
  expect(check).toMatchObject({ status: 'ok' });
  expect(check.detail).toContain(directory);
  mkdirSync(join(directory, 'results'));
  expect((await resultsFolderCheck(join(directory, 'results'))).detail).toContain(join(directory, 'results'));
  expect(readdirSync(join(directory, 'results'))).toEqual([]);
});

test('a file where the results would go is a failed check with a remedy', async () => {
  const file = join(temporaryDirectory(), 'results');
  writeFileSync(file, '');
  expect(await resultsFolderCheck(file)).toMatchObject({ status: 'failed' });
  expect((await resultsFolderCheck(file)).detail).toContain('--out');
});

test('a failed check is exit code 4, results that cannot be written alone are 5, and missing extras are fine', () => {
  const check = (id: string, status: 'ok' | 'missing' | 'failed') => ({ id, title: '', status, detail: '' });
  expect(exitCodeOfChecks([check('node', 'ok'), check('backend-native', 'missing')])).toBe(0);
  expect(exitCodeOfChecks([check('second-order-wasm', 'failed'), check('results', 'failed')])).toBe(4);
  expect(exitCodeOfChecks([check('node', 'ok'), check('results', 'failed')])).toBe(5);
});
