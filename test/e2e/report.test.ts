/** report as a process, on what other commands wrote. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hessianLab } from './hessian-lab.ts';
import { workplace } from './workplace.ts';

test('a run and its inspection become one page, which is not overwritten unless told so', async () => {
  const directory = workplace();
  expect((await hessianLab(directory, 'run', 'tiny.yaml', '--out', 'r', '--quiet')).code).toBe(0);
  expect((await hessianLab(directory, 'inspect', 'r/default/seed-1', '--quiet')).code).toBe(0);

  const written = await hessianLab(directory, 'report', 'r');
  expect(written).toMatchObject({ code: 0, stderr: '' });
  expect(written.stdout).toMatch(/^Wrote report\.html \(\d+ kB\): 2 runs in 1 directory, 1 inspection\.\n$/);
  expect(readFileSync(join(directory, 'report.html'), 'utf8')).toContain('href="r/summary.csv"');

  const refused = await hessianLab(directory, 'report', 'r');
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('report.html exists already; name another file with --out');
  const again = await hessianLab(directory, 'report', 'r', '--overwrite', '--title', 'Mine', '--json');
  expect(again.code).toBe(0);
  expect(JSON.parse(again.stdout)).toEqual({
    file: 'report.html',
    bytes: statSync(join(directory, 'report.html')).size,
    title: 'Mine',
    claims: 0,
    runDirectories: 1,
    runs: 2,
    inspections: 1,
    statuses: { completed: 2 },
    verdicts: {},
    problems: [],
  });
});

test('nothing to report, a folder as --out and a place that takes no file end with their exit codes', async () => {
  const directory = workplace();
  const empty = await hessianLab(directory, 'report', '.', '--quiet');
  expect(empty).toMatchObject({ code: 2, stdout: '' });
  expect(empty.stderr).toContain('holds nothing to report');
  expect(existsSync(join(directory, 'report.html'))).toBe(false);
  expect((await hessianLab(directory, 'report', '.', '--out', '.')).stderr).toContain('is a folder');

  writeFileSync(join(directory, 'epochs.csv'), 'epoch,train_loss\n0,1\n');
  writeFileSync(join(directory, 'file'), '');
  const lost = await hessianLab(directory, 'report', '.', '--out', 'file/page.html', '--json');
  expect(lost.code).toBe(5);
  expect(JSON.parse(lost.stdout)).toMatchObject({ exitCode: 5, error: { kind: 'WriteError' } });
});
