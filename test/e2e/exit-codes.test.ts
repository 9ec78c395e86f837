/** The exit codes are a contract with people's scripts: each one from a real process. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { type Ended, hessianLab, start } from './hessian-lab.ts';
import { listing, workplace } from './workplace.ts';

const noStackTrace = ({ stdout, stderr }: Ended) => expect(stdout + stderr).not.toMatch(/\n\s+at .*:\d+/);

test.for([
  [['run', 'tiny.yaml', '--sed', '3'], 'seed'],
  [['rum', 'tiny.yaml'], 'did you mean "run"?'],
  [['run', 'missing.yaml'], 'missing.yaml'],
  [['run', 'tiny.yaml', '--seed', 'seven'], '--seed'],
  [['run', 'tiny.yaml', '--set', 'training.epoch=3'], 'epochs'],
  [['run', 'tiny.yaml', '--set', 'model.activation=gelu'], 'relu'],
  [['run', 'tiny.yaml', '--set', 'model.initialization.file=none.json'], 'none.json'],
] as const)('%j ends with 2, names the remedy and writes nothing', async ([args, told]) => {
  const directory = workplace();
  const ended = await hessianLab(directory, ...args);
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain(told);
  noStackTrace(ended);
  expect(listing(directory)).toEqual(['tiny.yaml']);
});

test('data that cannot be used ends with 2 before anything is written, in whatever arm', async () => {
  const bad = { data: { source: 'file', path: 'bad.csv', target: 'y', features: ['x'] } };
  const directory = workplace({ arms: { good: {}, bad } });
  writeFileSync(join(directory, 'bad.csv'), 'x,y\n1,2\n3,oops\n4,5\n');
  const ended = await hessianLab(directory, 'run', 'tiny.yaml');
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain('oops');
  noStackTrace(ended);
  expect(existsSync(join(directory, 'results'))).toBe(false);
});

test('with --json an error is one document on stdout, with the same exit code', async () => {
  const ended = await hessianLab(workplace(), 'run', 'tiny.yaml', '--json', '--set', 'training.epoch=3');
  expect(ended).toMatchObject({ code: 2, stderr: '' });
  const { error, exitCode } = JSON.parse(ended.stdout) as { error: object; exitCode: number };
  expect({ exitCode, ...error }).toMatchObject({
    exitCode: 2,
    kind: 'ConfigError',
    problems: [{ kind: 'unknown-key' }],
  });
});

test('objectives that disagree under verify: true end with 4, and are told by quantity and number', async () => {
  // Predictions near 1e22 square to 1e44, which float64 holds and float32 does not.
  const data = { source: 'linear', rows: 24, features: 2, mean: 1e22, testFraction: 0 };
  const training = { engine: 'closed-form', backend: 'wasm', epochs: 0 };
  const directory = workplace({ verify: true, data, training, model: { hidden: [] } });
  const ended = await hessianLab(directory, 'run', 'tiny.yaml', '--out', 'here');
  expect(ended.code).toBe(4);
  expect(ended.stdout).toMatch(/agree in 0 of 2 runs/);
  expect(ended.stderr).toMatch(/default seed 1: .*disagree: loss at epoch 0 by .*verification\.csv/);
});

test('divergence ends with 3 after all others have run, its rows kept and the stability ratio told', async () => {
  const wild = { training: { learningRate: 50, epochs: 200 } };
  const directory = workplace({ arms: { wild, calm: {} } });
  const ended = await hessianLab(directory, 'run', 'tiny.yaml', '--out', 'here');
  expect(ended.code).toBe(3);
  expect(ended.stderr).toMatch(/wild seed 1 diverged: .*stability ratio \d/);
  const summary = parse(readFileSync(join(directory, 'here', 'summary.csv')), { columns: true }) as {
    arm: string;
    status: string;
  }[];
  expect(summary.map(({ arm, status }) => `${arm} ${status}`)).toEqual([
    'wild diverged',
    'wild diverged',
    'calm completed',
    'calm completed',
  ]);
  const rows = parse(readFileSync(join(directory, 'here', 'wild', 'seed-1', 'epochs.csv')));
  expect(rows.length).toBeGreaterThan(2);
});

test('an internal error ends with 1 after all others have run, owned as a bug, its message in the manifest', async () => {
  const directory = workplace({ arms: { broken: {}, sound: { curvature: { every: 2 } } } });
  // Fault injection into the process: the first measurement of memory, in the first run, throws.
  writeFileSync(
    join(directory, 'fault.mjs'),
    `const { rss } = process.memoryUsage;
process.memoryUsage.rss = () => { process.memoryUsage.rss = rss; throw new Error('broken on purpose'); };\n`,
  );
  const { ended } = start(directory, ['run', 'tiny.yaml', '--out', 'here'], ['--import', './fault.mjs']);
  expect((await ended).code).toBe(1);
  expect((await ended).stderr).toMatch(/broken seed 1 failed: .*broken on purpose\nThis is a bug/);
  noStackTrace(await ended);
  const manifest = readFileSync(join(directory, 'here', 'broken', 'seed-1', 'manifest.json'), 'utf8');
  expect(JSON.parse(manifest)).toMatchObject({ status: 'failed', message: 'broken on purpose' });
  const summary = parse(readFileSync(join(directory, 'here', 'summary.csv')), { columns: true }) as object[];
  expect(summary).toMatchObject([
    { status: 'failed' },
    { status: 'completed' },
    { status: 'completed' },
    { status: 'completed' },
  ]);
});

test('a place that cannot be written ends with 5, with path and remedy', async () => {
  const directory = workplace();
  writeFileSync(join(directory, 'file'), '');
  const ended = await hessianLab(directory, 'run', 'tiny.yaml', '--out', join('file', 'out'));
  expect(ended.code).toBe(5);
  expect(ended.stderr).toContain(join('file', 'out'));
  expect(ended.stderr).toContain('choose another place');
  noStackTrace(ended);
});

test('init writes a config that runs, and never over another', async () => {
  const directory = workplace();
  expect(await hessianLab(directory, 'init', 'new.yaml')).toMatchObject({ code: 0, stderr: '' });
  const text = readFileSync(join(directory, 'new.yaml'), 'utf8');
  expect(await hessianLab(directory, 'run', 'new.yaml', '--dry-run', '--quiet')).toMatchObject({ code: 0 });
  expect(await hessianLab(directory, 'init', 'new.yaml')).toMatchObject({ code: 2 });
  expect(readFileSync(join(directory, 'new.yaml'), 'utf8')).toBe(text);
  expect(await hessianLab(directory, 'init', join('no', 'such', 'folder.yaml'))).toMatchObject({ code: 5 });
});
