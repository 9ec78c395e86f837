/** `hessian-lab run` as people use it: real processes, real files. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { readLatest } from '../../src/runs/latest.ts';
import { hessianLab } from './hessian-lab.ts';
import { listing, workplace } from './workplace.ts';

const read = (...path: string[]) => readFileSync(join(...path), 'utf8');

test('a run tells first where its results go, then shows the table, and latest points at it', async () => {
  const directory = workplace();
  const { code, stdout, stderr } = await hessianLab(directory, 'run', 'tiny.yaml');
  expect({ code, stderr: stderr.match(/^\[\d\/2\]/gm) }).toEqual({ code: 0, stderr: ['[1/2]', '[2/2]'] });
  const [first, ...rest] = stdout.split('\n');
  expect(first).toBe(`Results in ${join('results', 'tiny', '1')}`);
  expect(rest.join('\n')).toContain('λmax');
  expect(rest.join('\n')).toContain('summary.csv');
  expect(await readLatest(join(directory, 'results', 'tiny'))).toBe(join(directory, 'results', 'tiny', '1'));
  expect(parse(read(directory, 'results', 'tiny', '1', 'summary.csv'), { columns: true })).toHaveLength(2);
});

test('two runs of one config never share a folder and write the same bytes to epochs.csv, started together or not', async () => {
  const directory = workplace();
  const ended = await Promise.all([
    hessianLab(directory, 'run', 'tiny.yaml', '--quiet'),
    hessianLab(directory, 'run', 'tiny.yaml', '--quiet'),
  ]);
  expect(ended.map(({ code }) => code)).toEqual([0, 0]);
  const [one, two] = ['1', '2'].map((run) =>
    ['1', '2'].map((seed) =>
      read(directory, 'results', 'tiny', run, 'default', `seed-${seed}`, 'epochs.csv'),
    ),
  );
  expect(two).toEqual(one);
  expect(one![0]).not.toBe(one![1]);
});

test('runs that train with TensorFlow.js are byte-identical too', async () => {
  const directory = workplace({ training: { engine: 'tfjs', epochs: 3, batchSize: 8, learningRate: 0.05 } });
  for (const out of ['one', 'two']) {
    expect(
      await hessianLab(directory, 'run', 'tiny.yaml', '--quiet', '--seed', '0', '--out', out),
    ).toMatchObject({
      code: 0,
    });
  }
  const path = join('default', 'seed-0', 'epochs.csv');
  expect(read(directory, 'two', path)).toBe(read(directory, 'one', path));
  expect(JSON.parse(read(directory, 'one', 'default', 'seed-0', 'manifest.json'))).toMatchObject({
    training: { engine: 'tfjs' },
    curvature: { engine: 'closed-form' },
    versions: { tfjs: '4.22.0' },
  });
});

test('--seed replaces the seeds, --set a key of the config, and both stand in config.yaml', async () => {
  const directory = workplace();
  const args = [
    '--out',
    'here',
    '--seed',
    '7',
    '--set',
    'training.epochs=2',
    '--set',
    'training.learningRate=0.01',
  ];
  expect(await hessianLab(directory, 'run', ...args, 'tiny.yaml')).toMatchObject({ code: 0 });
  expect(
    listing(join(directory, 'here')).filter((name) => name.includes('seed-') && name.endsWith('csv')),
  ).toEqual([join('default', 'seed-7', 'epochs.csv'), join('default', 'seed-7', 'timings.csv')]);
  const rows = parse(read(directory, 'here', 'default', 'seed-7', 'epochs.csv'), {
    columns: true,
  }) as object[];
  expect(rows).toHaveLength(3);
  expect(rows[0]).toMatchObject({ learning_rate: '0.01' });
  expect(read(directory, 'here', 'default', 'seed-7', 'config.yaml')).toContain('epochs: 2');
});

test('--quiet says nothing, --json one document, with the progress on stderr', async () => {
  const directory = workplace();
  expect(await hessianLab(directory, 'run', 'tiny.yaml', '--quiet')).toEqual({
    code: 0,
    signal: null,
    stdout: '',
    stderr: '',
  });
  const { stdout, stderr } = await hessianLab(directory, 'run', 'tiny.yaml', '--json');
  expect(stderr).toMatch(/^\[1\/2\] .*\n\[2\/2\] .*\n$/);
  expect(JSON.parse(stdout)).toMatchObject({
    exitCode: 0,
    directory: join(directory, 'results', 'tiny', '2'),
    runs: [
      { arm: 'default', seed: 1, status: 'completed', epochs: 4 },
      { arm: 'default', seed: 2, status: 'completed', epochs: 4 },
    ],
  });
});

test('--dry-run shows the resolved config and the cost, and writes nothing at all', async () => {
  const directory = workplace({ arms: { raw: {}, scaled: { data: { inputs: 'scaled' } } } });
  const before = listing(directory);
  const { code, stdout } = await hessianLab(directory, 'run', 'tiny.yaml', '--dry-run', '--out', 'here');
  expect(code).toBe(0);
  expect(stdout).toContain('# arm scaled');
  expect(stdout).toContain('inputs: scaled');
  expect(stdout).toContain('each of 2 seeds: 4 steps, 5 gradients');
  expect(listing(directory)).toEqual(before);
});

test('an --out that holds something is refused and left as it is', async () => {
  const directory = workplace();
  mkdirSync(join(directory, 'here'));
  writeFileSync(join(directory, 'here', 'precious'), 'x');
  const { code, stderr } = await hessianLab(directory, 'run', 'tiny.yaml', '--out', 'here');
  expect({ code, files: listing(join(directory, 'here')) }).toEqual({ code: 2, files: ['precious'] });
  expect(stderr).toContain('never writes over another');
});

test('a constant column is told once, however many arms and seeds have it', async () => {
  const directory = workplace({
    arms: { a: {}, b: {} },
    data: { source: 'file', path: 'my.csv', target: 'y' },
  });
  const rows = Array.from({ length: 12 }, (_, i) => `${i},5,${2 * i}`);
  writeFileSync(join(directory, 'my.csv'), `x,same,y\n${rows.join('\n')}\n`);
  const { code, stderr } = await hessianLab(
    directory,
    'run',
    'tiny.yaml',
    '--set',
    'training.learningRate=0.0001',
  );
  expect(code).toBe(0);
  expect(stderr.match(/input "same" is 5/g)).toHaveLength(1);
});
