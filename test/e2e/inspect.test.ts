/** `hessian-lab inspect` as a process of its own, on runs that `hessian-lab run` made. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hessianLab } from './hessian-lab.ts';
import { listing, workplace } from './workplace.ts';

const RUN = join('here', 'default', 'seed-1');

/** A folder with the runs of `tiny.yaml` in `here`. */
async function withRuns(overrides: object = {}): Promise<string> {
  const directory = workplace(overrides);
  expect(await hessianLab(directory, 'run', 'tiny.yaml', '--out', 'here', '--quiet')).toMatchObject({
    code: 0,
  });
  return directory;
}

test('it prints tables that fit 80 columns, results on stdout, progress on stderr, and leaves files', async () => {
  const directory = await withRuns();
  const { code, stdout, stderr } = await hessianLab(directory, 'inspect', RUN);
  expect(code).toBe(0);
  for (const word of [
    'λmax',
    'λmin',
    'trace',
    'condition number',
    'verdict',
    'layer1',
    'gᵀHg',
    'best step',
  ]) {
    expect(stdout).toContain(word);
  }
  const tables = stdout.split('\n').filter((line) => /^[│┌├└]/.test(line));
  expect(Math.max(...tables.map((line) => [...line].length))).toBeLessThanOrEqual(80);
  expect(stderr).toContain('Replaying 4 epochs');
  expect(listing(join(directory, RUN, 'inspect', 'epoch-4'))).toContain('plane.png');
  // A second time into the same place is refused, as a run is.
  expect(await hessianLab(directory, 'inspect', RUN)).toMatchObject({ code: 2, stdout: '' });
});

test('--json is one document, with the progress on stderr, --quiet says nothing, --epoch and --out are followed', async () => {
  const directory = await withRuns();
  const { code, stdout, stderr } = await hessianLab(
    directory,
    'inspect',
    RUN,
    '--json',
    '--epoch',
    '2',
    '--out',
    'there',
  );
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('Replaying') });
  const document = JSON.parse(stdout);
  expect(document).toMatchObject({ epoch: 2, parametersFrom: 'replay', replay: { isIdentical: true } });
  const summary = JSON.parse(readFileSync(join(directory, 'there', 'summary.json'), 'utf8'));
  expect(document).toMatchObject(summary);
  const quiet = await hessianLab(directory, 'inspect', RUN, '--quiet', '--epoch', '0');
  expect(quiet).toMatchObject({ code: 0, stdout: '', stderr: '' });
});

test('what it cannot inspect ends with 2, a reason, and nothing written', async () => {
  const directory = await withRuns();
  writeFileSync(join(directory, 'file'), '');
  mkdirSync(join(directory, 'taken', 'inside'), { recursive: true });
  const before = listing(directory);
  for (const [args, told] of [
    [['none'], 'does not exist'],
    [['here'], join('here', 'default', 'seed-2')],
    [[RUN, '--epoch', '5'], 'epochs 0 to 4'],
    [[RUN, '--epoch', 'last'], '--epoch: received "last"'],
    [[RUN, '--out', 'taken'], 'holds something already'],
  ] as const) {
    const ended = await hessianLab(directory, 'inspect', ...args);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(told);
    expect(ended.stderr).not.toMatch(/\n\s+at .*:\d+/);
  }
  expect(listing(directory)).toEqual(before);
});

test('a damaged checkpoint ends with 2, a place that cannot be written with 5', async () => {
  const directory = await withRuns();
  writeFileSync(join(directory, 'file'), '');
  expect(await hessianLab(directory, 'inspect', RUN, '--out', join('file', 'out'))).toMatchObject({
    code: 5,
  });
  const checkpoint = join(directory, RUN, 'checkpoint.json');
  writeFileSync(checkpoint, readFileSync(checkpoint, 'utf8').replace(/[A-Z]/, 'z'));
  const ended = await hessianLab(directory, 'inspect', RUN, '--json');
  expect(ended.code).toBe(2);
  expect(JSON.parse(ended.stdout)).toMatchObject({ exitCode: 2, error: { kind: 'CheckpointError' } });
  expect(existsSync(join(directory, RUN, 'inspect'))).toBe(false);
});
