/** `hessian-lab reproduce` as a process: verdicts, files, comparison, exit codes. */
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hessianLab } from './hessian-lab.ts';
import { workplace } from './workplace.ts';

test('claims run in processes of their own, agree with the record, and leave their files', async () => {
  const directory = workplace();
  const { code, stdout } = await hessianLab(directory, 'reproduce', 's5', 'E3', '--jobs', '2', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    exitCode: 0,
    claims: [
      { id: 'E3', verdict: 'supported', contradictions: [] },
      { id: 'S5', verdict: 'supported', contradictions: [], placebo: { verdict: 'refuted' } },
    ],
  });
  expect(code).toBe(0);
  for (const file of ['runs.csv', 'summary.csv', 'figure.svg', 'figure.png', 'verdict.json']) {
    expect(existsSync(join(directory, 'results', 'claims', 'S5', file))).toBe(true);
  }
});

test('the numbers are those of the committed results', async () => {
  const directory = workplace();
  await hessianLab(directory, 'reproduce', 'E3', '--jobs', '1', '--quiet');
  const reference = new URL('../../results/reference/claims/E3/verdict.json', import.meta.url);
  const verdict = readFileSync(join(directory, 'results', 'claims', 'E3', 'verdict.json'), 'utf8');
  expect(verdict).toBe(readFileSync(reference, 'utf8'));
});

test('a verdict that differs from the recorded one is exit code 4, with the difference', async () => {
  const directory = workplace();
  await hessianLab(directory, 'reproduce', 'E3', '--seeds', '2', '--jobs', '1', '--quiet');
  const recorded = join(directory, 'recorded');
  cpSync(join(directory, 'results', 'claims'), recorded, { recursive: true });
  const file = join(recorded, 'E3', 'verdict.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"verdict": "supported"', '"verdict": "refuted"'));
  const { code, stdout, stderr } = await hessianLab(
    directory,
    ...['reproduce', 'E3', '--seeds', '2', '--jobs', '1', '--against', recorded],
  );
  expect(code).toBe(4);
  expect(stdout).toContain('differs');
  expect(stderr).toContain('E3 convergence-rate: verdict supported');
});

test('an unknown claim is named with the nearest one', async () => {
  const { code, stderr } = await hessianLab(workplace(), 'reproduce', 'E33');
  expect(code).toBe(2);
  expect(stderr).toContain('Unknown claim "E33", did you mean "E3"?');
});

test.for([
  [['--quick', '--seeds', '4'], '--quick means 3 seeds'],
  [['--jobs', 'two'], '--jobs: received "two", allowed are whole numbers from 1.'],
] as const)('refuses %s', async ([options, message]) => {
  const { code, stderr } = await hessianLab(workplace(), 'reproduce', 'E3', ...options);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
