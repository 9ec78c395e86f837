/** Sweeps by real processes: what they leave, what a second one does, and what is left after signals and kills. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { isAlive } from '../../src/runs/process-identity.ts';
import { hessianLab, start, until } from './hessian-lab.ts';
import { listing, workplace, writeTiny } from './workplace.ts';

/** Momentum and batch norm in mini-batches; the second rate diverges. */
const SWEEP = {
  training: { engine: 'closed-form', epochs: 4, batchSize: 8, optimizer: { type: 'momentum' } },
  model: { hidden: [3], activation: 'tanh', batchNorm: true },
  sweep: { axes: { 'training.learningRate': [0.05, 1e9] } },
};

/** Two runs that would go on for minutes, a checkpoint after each epoch. */
const LONG = {
  seeds: [1, 2],
  training: { engine: 'closed-form', epochs: 1_000_000 },
  sweep: { axes: { 'training.learningRate': [1e-6] } },
};

const rowsOf = (directory: string) =>
  parse(readFileSync(join(directory, 'sweep.csv')), { columns: true }) as Record<string, string>[];

const runsOf = (directory: string) =>
  listing(directory).filter((name) => /(epochs\.csv|parameters\.json)$/.test(name));

function bytesOf(directory: string): Record<string, string> {
  return Object.fromEntries(
    runsOf(directory).map((name) => [name, readFileSync(join(directory, name), 'utf8')]),
  );
}

test('one process, two processes and hessian-lab run leave the same bytes', async () => {
  const directory = workplace(SWEEP);
  const sweep = (jobs: string, out: string) =>
    hessianLab(directory, 'sweep', 'tiny.yaml', '--jobs', jobs, '--out', out);
  const [one, two] = [await sweep('1', 'one'), await sweep('2', 'two')];
  expect([one.code, two.code]).toEqual([0, 0]);
  expect(two.stdout).toContain('4 runs (2 points, 2 seeds), 4 to do on 2 processes');
  expect(Object.keys(bytesOf(join(directory, 'one')))).toHaveLength(8);
  expect(bytesOf(join(directory, 'two'))).toEqual(bytesOf(join(directory, 'one')));

  const { sweep: _, ...plain } = SWEEP;
  writeTiny(directory, plain);
  await hessianLab(directory, 'run', 'tiny.yaml', '--out', 'run', '--set', 'training.learningRate=0.05');
  for (const [name, bytes] of Object.entries(bytesOf(join(directory, 'run')))) {
    expect(readFileSync(join(directory, 'two', name.replace(/^default/, 'learningRate=0.05')), 'utf8')).toBe(
      bytes,
    );
  }
  expect(rowsOf(join(directory, 'two'))).toMatchObject([
    { 'training.learningRate': '0.05', seed: '1', status: 'completed', epochs: '4', error: '' },
    { 'training.learningRate': '0.05', seed: '2', status: 'completed', folder: 'learningRate=0.05/seed-2' },
    { 'training.learningRate': '1000000000', seed: '1', status: 'diverged' },
    { 'training.learningRate': '1000000000', seed: '2', status: 'diverged' },
  ]);
});

test('with TensorFlow.js, training and measuring, one process and two leave the same bytes', async () => {
  const directory = workplace({
    ...SWEEP,
    training: { ...SWEEP.training, engine: 'tfjs', backend: 'wasm' },
    curvature: { engine: 'tfjs', measure: ['lambda_max', 'trace'] },
    sweep: { axes: { 'training.learningRate': [0.05, 0.1] } },
  });
  const [one, two] = await Promise.all(
    ['1', '2'].map((jobs) =>
      hessianLab(directory, 'sweep', 'tiny.yaml', '--jobs', jobs, '--out', `jobs-${jobs}`, '--quiet'),
    ),
  );
  expect([one, two]).toMatchObject([{ code: 0 }, { code: 0 }]);
  const bytes = bytesOf(join(directory, 'jobs-1'));
  expect(Object.keys(bytes)).toHaveLength(8);
  expect(bytesOf(join(directory, 'jobs-2'))).toEqual(bytes);
});

test('a second sweep finds the first without --out, adds what is new, and refuses what was changed', async () => {
  const directory = workplace(SWEEP);
  const sweep = (...options: string[]) =>
    hessianLab(directory, 'sweep', 'tiny.yaml', '--jobs', '1', ...options);
  const dry = await sweep('--dry-run');
  expect(dry).toMatchObject({ code: 0, stderr: '' });
  expect(dry.stdout).toMatch(/4 runs.*\n.*learningRate: 0.05, 1000000000\nEstimated time: /);
  expect(listing(directory)).toEqual(['tiny.yaml']);

  expect((await sweep('--quiet')).code).toBe(0);
  const first = bytesOf(join(directory, 'results', 'tiny', 'sweep'));
  expect(Object.keys(first)).toHaveLength(8);
  writeTiny(directory, { ...SWEEP, sweep: { axes: { 'training.learningRate': [0.05, 0.1] } } });
  const again = await sweep('--json');
  expect(again.code).toBe(0);
  const { runs } = JSON.parse(again.stdout);
  expect(runs.map(({ status }: { status: string }) => status)).toEqual(Array(4).fill('completed'));
  expect(bytesOf(join(directory, 'results', 'tiny', 'sweep'))).toMatchObject(first);
  expect(rowsOf(join(directory, 'results', 'tiny', 'sweep')).map(({ status }) => status)).toEqual([
    ...Array(4).fill('completed'),
    ...Array(2).fill('diverged'),
  ]);

  const changed = await sweep('--set', 'training.epochs=5');
  expect(changed.code).toBe(2);
  expect(changed.stderr).toContain('training.epochs was 4 and is 5 now');
  const exported = await hessianLab(
    directory,
    'export',
    join('results', 'tiny', 'sweep'),
    join('results', 'tiny'),
    '--out',
    'all.csv',
  );
  expect(exported.stdout).toContain('of 6 runs');
  expect(exported.stderr).toContain('6 runs named twice: exported once.');
});

test('a sweep of which some runs fail goes on, ends with 6, and tries them again', async () => {
  const directory = workplace({ sweep: { axes: { 'training.epochs': [1, 2] } } });
  const { code } = await hessianLab(
    directory,
    'sweep',
    'tiny.yaml',
    '--jobs',
    '2',
    '--out',
    'out',
    '--quiet',
  );
  expect(code).toBe(0);
  const manifest = join(directory, 'out', 'epochs=2', 'seed-1', 'manifest.json');
  const text = readFileSync(manifest, 'utf8');
  writeFileSync(manifest, '{');
  const damaged = await hessianLab(directory, 'sweep', 'tiny.yaml', '--jobs', '1', '--out', 'out');
  expect(damaged.code).toBe(6);
  expect(damaged.stdout).toContain('3 done before, 1 to do');
  expect(damaged.stderr).toContain('epochs=2/seed-1 failed: ');
  expect(rowsOf(join(directory, 'out')).map(({ status, error }) => [status, error !== ''])).toEqual([
    ['completed', false],
    ['completed', false],
    ['failed', true],
    ['completed', false],
  ]);
  writeFileSync(manifest, text);
  expect((await hessianLab(directory, 'sweep', 'tiny.yaml', '--out', 'out', '--quiet')).code).toBe(0);
});

/** Starts the long sweep on two processes; resolves when both have a few rows. */
async function longSweep() {
  const directory = workplace(LONG);
  const { child, ended } = start(directory, ['sweep', 'tiny.yaml', '--jobs', '2', '--out', 'out']);
  const folders = [1, 2].map((seed) => join(directory, 'out', 'learningRate=0.000001', `seed-${seed}`));
  const lines = (folder: string) => readFileSync(join(folder, 'epochs.csv'), 'utf8').split('\n').length;
  await until('both runs have rows', () =>
    folders.every((folder) => existsSync(join(folder, 'epochs.csv')) && lines(folder) > 4),
  );
  const holders = folders.map((folder) => JSON.parse(readFileSync(join(folder, 'lock.json'), 'utf8')));
  return { directory, child, ended, folders, holders };
}

const statusOf = (folder: string) => JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));

test.runIf(process.platform !== 'win32')(
  'one Ctrl-C saves both runs and ends with 130, and they go on from there',
  async () => {
    const { child, ended, folders, holders, directory } = await longSweep();
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain('press Ctrl-C again');
    for (const folder of folders) {
      expect(statusOf(folder)).toMatchObject({ status: 'interrupted', end: expect.any(String) });
      expect(existsSync(join(folder, 'checkpoint.json'))).toBe(true);
      expect(existsSync(join(folder, 'lock.json'))).toBe(false);
    }
    expect(holders.some(isAlive)).toBe(false);
    expect(rowsOf(join(directory, 'out')).map(({ status }) => status)).toEqual([
      'interrupted',
      'interrupted',
    ]);

    const epoch = statusOf(folders[0]!).epochs as number;
    const second = start(directory, ['sweep', 'tiny.yaml', '--jobs', '2', '--out', 'out', '--quiet']);
    await until('the run has gone on', () => statusOf(folders[0]!).resumed.length === 1);
    expect(statusOf(folders[0]!).resumed).toMatchObject([{ fromEpoch: epoch }]);
    second.child.kill('SIGINT');
    expect((await second.ended).code).toBe(130);
  },
);

test.runIf(process.platform !== 'win32')(
  'a second Ctrl-C ends the sweep at once though its workers hang, and what was saved stays',
  async () => {
    const { child, ended, folders, holders, directory } = await longSweep();
    for (const { pid } of holders) process.kill(pid, 'SIGSTOP');
    const before = folders.map((folder) => readFileSync(join(folder, 'epochs.csv'), 'utf8'));
    const exited = new Promise((resolve) => child.once('exit', resolve));
    let said = '';
    child.stderr!.on('data', (text: string) => (said += text));
    child.kill('SIGINT');
    await until('the sweep has heard of it', () => said.includes('press Ctrl-C again'));
    // Two signals within 300 ms are one press.
    await setTimeout(400);
    child.kill('SIGINT');
    expect(await exited).toBe(130);
    expect(holders.every(isAlive)).toBe(true);
    for (const { pid } of holders) process.kill(pid, 'SIGCONT');
    await until('the workers are gone', () => !holders.some(isAlive));
    await ended;
    // Whether they still saved their last epochs depends on the three seconds that they get; what stood there stays.
    for (const [i, folder] of folders.entries()) {
      expect(readFileSync(join(folder, 'epochs.csv'), 'utf8').startsWith(before[i]!)).toBe(true);
    }
    const second = start(directory, ['sweep', 'tiny.yaml', '--jobs', '2', '--out', 'out', '--quiet']);
    await until('both go on', () => folders.every((folder) => statusOf(folder).resumed.length === 1));
    second.child.kill('SIGINT');
    expect((await second.ended).code).toBe(130);
  },
);

test.runIf(process.platform !== 'win32')(
  'workers of a sweep that was killed save, let go of their locks and end',
  async () => {
    const { child, ended, folders, holders } = await longSweep();
    expect(holders.every(isAlive)).toBe(true);
    child.kill('SIGKILL');
    await ended;
    await until('the workers are gone', () => !holders.some(isAlive));
    for (const folder of folders) {
      expect(existsSync(join(folder, 'lock.json'))).toBe(false);
      expect(statusOf(folder)).toMatchObject({ status: 'interrupted', end: expect.any(String) });
    }
  },
);
