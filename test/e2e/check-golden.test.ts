import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { goldenDirectory } from '../support/golden.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const smallCase = join(goldenDirectory, 'linear-regression.json');

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'golden-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

function checkGolden(...args: string[]) {
  return spawnSync(process.execPath, ['--import', 'tsx', 'scripts/check-golden.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
  });
}

test('cases that agree end with exit code 0 and a table for each objective', () => {
  copyFileSync(smallCase, join(directory, 'case.json'));
  const { status, stdout } = checkGolden(directory);
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /reference in TypeScript, float64\s.*kernel with SIMD, float64\s.*kernel with SIMD, float32\s.*kernel with SIMD, mixed\s.*TensorFlow\.js cpu, float32\s.*All within tolerance/s,
  );
});

test('a reference value beyond tolerance ends with exit code 4 and names quantity and case', () => {
  const content = JSON.parse(readFileSync(smallCase, 'utf8'));
  content.hessianVectorProduct[0] += 1e-3 * Math.max(...content.hessianVectorProduct.map(Math.abs));
  writeFileSync(join(directory, 'case.json'), JSON.stringify(content));
  const { status, stdout } = checkGolden(directory);
  expect(status).toBe(4);
  expect(stdout).toMatch(/product .*linear-regression .*FAILED/);
  expect(stdout).toContain('beyond tolerance');
});

test.each([
  ['an empty directory', () => [directory], /no \*\.json file/],
  ['a directory that does not exist', () => [join(directory, 'nowhere')], /cannot be read/],
  ['two directories', () => [directory, directory], /one directory at most/],
  ['an unknown option', () => ['--fast'], /Unknown option '--fast'/],
])('%s ends with exit code 2 and one message', (_, args, message) => {
  const { status, stderr } = checkGolden(...args());
  expect(status).toBe(2);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^\s+at /m);
});
