/** `run --resume` as people use it: real processes, stopped in the middle. Bytes are those of a run that went through. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { type Ended, hessianLab, start, until } from './hessian-lab.ts';
import { workplace, writeTiny } from './workplace.ts';

const read = (...path: string[]) => readFileSync(join(...path), 'utf8');
const noStackTrace = ({ stdout, stderr }: Ended) => expect(stdout + stderr).not.toMatch(/\n\s+at .*:\d+/);

test('a seed that never began is run, the others are left as they are, and the summary is complete', async () => {
  const directory = interrupted();
  cpSync(join(directory, 'whole'), join(directory, 'cut'), { recursive: true });
  rmSync(join(directory, 'cut', 'default', 'seed-2'), { recursive: true });
  rmSync(join(directory, 'cut', 'summary.csv'));
  const first = read(directory, 'cut', 'default', 'seed-1', 'manifest.json');
  const { code, stdout, stderr } = await hessianLab(directory, 'run', '--resume', 'cut');
  expect({ code, first: stdout.split('\n')[0] }).toEqual({
    code: 0,
    first: 'Going on in cut: 1 of 2 runs has not ended',
  });
  expect(stderr).not.toContain('[1/2]');
  expect(read(directory, 'cut', 'default', 'seed-1', 'manifest.json')).toBe(first);
  for (const file of ['summary.csv', 'default/seed-2/epochs.csv', 'default/seed-2/parameters.json']) {
    expect(read(directory, 'cut', file), file).toBe(read(directory, 'whole', file));
  }
  expect(readdirSync(join(directory, 'cut')).sort()).toEqual(['config.yaml', 'default', 'summary.csv']);
});

test('a data file that changed is refused before any run goes on, also where the runs that are left were not begun', async () => {
  const directory = temporaryDirectory();
  const data = join(directory, 'mine.csv');
  const rows = Array.from({ length: 20 }, (_, i) => `${i / 10},${Math.sin(i)}`);
  writeFileSync(data, `x,y\n${rows.join('\n')}\n`);
  writeTiny(directory, {
    seeds: [1, 2],
    data: { source: 'file', path: 'mine.csv', target: 'y' },
    training: { engine: 'closed-form', epochs: 2 },
  });
  expect(await hessianLab(directory, 'run', 'tiny.yaml', '--out', 'here')).toMatchObject({ code: 0 });
  rmSync(join(directory, 'here', 'default', 'seed-2'), { recursive: true });
  writeFileSync(data, `x,y\n${rows.slice(1).join('\n')}\n`);
  const ended = await hessianLab(directory, 'run', '--resume', 'here');
  expect(ended).toMatchObject({ code: 2, stderr: expect.stringMatching(/dataHash.*mine\.csv now gives/s) });
  expect(existsSync(join(directory, 'here', 'default', 'seed-2'))).toBe(false);
});

test('a directory whose runs have all ended says so, exits 0 and is not touched', async () => {
  const directory = interrupted();
  const { code, stderr } = await hessianLab(directory, 'run', '--resume', 'whole');
  expect(code).toBe(0);
  expect(stderr).toContain('every run here has ended already');
});

test('a diverged run has ended: resuming exits with 3 as the run did', async () => {
  const directory = workplace({ training: { engine: 'closed-form', epochs: 200, learningRate: 50 } });
  expect(await hessianLab(directory, 'run', 'tiny.yaml', '--out', 'here')).toMatchObject({ code: 3 });
  const rows = read(directory, 'here', 'default', 'seed-1', 'epochs.csv');
  expect(await hessianLab(directory, 'run', '--resume', 'here')).toMatchObject({ code: 3 });
  expect(read(directory, 'here', 'default', 'seed-1', 'epochs.csv')).toBe(rows);
});

test.for([
  [['--resume', 'whole', 'tiny.yaml'], 'leave the config tiny.yaml away'],
  [['--resume', 'whole', '--set', 'training.epochs=9', '--seed', '1'], 'leave --seed, --set away'],
  [['--resume', 'nowhere'], 'nowhere does not exist'],
  [['--resume', 'tiny.yaml'], 'tiny.yaml is a file'],
  [['--resume', 'whole/default/seed-1'], 'is the folder of a single run'],
  [['--resume', '.'], 'holds no config.yaml'],
  [[], 'A config is missing'],
] as const)('run %j ends with 2 and the remedy', async ([args, told]) => {
  const directory = interrupted();
  const ended = await hessianLab(directory, 'run', ...args);
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain(told);
  noStackTrace(ended);
});

test.for([
  [
    'seed-1/manifest.json',
    (text: string) => text.replace('"interrupted"', '"fine"'),
    'manifest.json: status',
  ],
  ['seed-1/manifest.json', (text: string) => text.replace(/"dataHash": "./, '"dataHash": "x'), 'dataHash'],
  [
    'seed-1/manifest.json',
    (text: string) => text.replace('"configHash": "', '"configHash": "0'),
    'configHash',
  ],
  [
    'seed-1/manifest.json',
    (text: string) => text.replace(/"wasm-simd(-fma)?"/g, '"wasm-9"'),
    'kernel wasm-9',
  ],
  ['seed-1/manifest.json', (text: string) => text.slice(0, 100), 'manifest.json: it is not JSON'],
  [
    'seed-1/checkpoint.json',
    (text: string) => text.replace('"step":2', '"step":3'),
    'checkpoint.json: sha256',
  ],
  ['seed-1/checkpoint.json', (text: string) => text.replace('"epoch":2', '"epoch":-2'), 'state.epoch'],
  ['seed-1/epochs.csv', (text: string) => text.replace('\n1,', '\n7,'), 'epochs.csv:3'],
  ['seed-1/epochs.csv', (text: string) => text.replace('gradient_norm', 'norm'), 'epochs.csv:1'],
] as const)('a damaged %s (%s) ends with 2 and names file and place: %s', async ([file, damage, told]) => {
  const directory = interrupted();
  const path = join(directory, 'here', 'default', file);
  writeFileSync(path, damage(readFileSync(path, 'utf8')));
  const ended = await hessianLab(directory, 'run', '--resume', 'here');
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain(told);
  noStackTrace(ended);
});

test.runIf(process.platform !== 'win32')(
  'a named pipe in place of a file is told, and not waited for',
  async () => {
    const directory = interrupted();
    const path = join(directory, 'here', 'default', 'seed-1', 'epochs.csv');
    rmSync(path);
    execFileSync('mkfifo', [path]);
    const { child, ended } = start(directory, ['run', '--resume', 'here']);
    // A process that waits in opening a pipe hears no other signal.
    const patience = setTimeout(() => child.kill('SIGKILL'), 20_000);
    const { code, stderr } = await ended;
    clearTimeout(patience);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('epochs.csv cannot be read: it is a named pipe'),
    });
  },
);

test('rows after the checkpoint and a torn last one are cut, told, and computed again', async () => {
  const directory = interrupted();
  const path = join(directory, 'here', 'default', 'seed-1', 'epochs.csv');
  writeFileSync(path, `${readFileSync(path, 'utf8')}3,3,0.05,1.25\n4,4,0.0`);
  const { code, stderr } = await hessianLab(directory, 'run', '--resume', 'here');
  expect(code).toBe(0);
  expect(stderr).toContain(
    'default seed 1 goes on after epoch 2; 1 row after it and a torn last row in epochs.csv cut',
  );
  for (const seed of ['seed-1', 'seed-2']) {
    expect(read(directory, 'here', 'default', seed, 'epochs.csv')).toBe(
      read(directory, 'whole', 'default', seed, 'epochs.csv'),
    );
  }
  const manifest = JSON.parse(read(directory, 'here', 'default', 'seed-1', 'manifest.json')) as object;
  expect(manifest).toMatchObject({ status: 'completed', resumed: [{ fromEpoch: 2 }] });
});

test('of two processes on one run directory the second is told the first one’s process id', async () => {
  const long = { engine: 'closed-form', epochs: 1_000_000, learningRate: 1e-6 };
  const directory = workplace({ training: long });
  const { child, ended } = start(directory, ['run', 'tiny.yaml', '--out', 'here']);
  await until('the run has begun', () =>
    existsSync(join(directory, 'here', 'default', 'seed-1', 'epochs.csv')),
  );
  const second = await hessianLab(directory, 'run', '--resume', 'here');
  expect(second.code).toBe(2);
  expect(second.stderr).toContain(`in use by process ${child.pid}`);
  child.kill('SIGKILL');
  await ended;
  const third = start(directory, ['run', '--resume', 'here']);
  const lock = () => JSON.parse(read(directory, 'here', 'lock.json')) as { pid: number };
  await until('the dead lock is taken over', () => lock().pid === third.child.pid);
  third.child.kill('SIGINT');
  expect((await third.ended).code).toBe(130);
  expect(existsSync(join(directory, 'here', 'lock.json'))).toBe(false);
});

/** A run of one seed that has ended, and one of two seeds stopped at epoch 2 of 4 of the first; made once. */
let made: string;
beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), 'hessian-lab-resume-'));
  writeTiny(made);
  // A preload that presses Ctrl-C.
  writeFileSync(
    join(made, 'press.mjs'),
    `const { rss } = process.memoryUsage; let rows = 0;
process.memoryUsage.rss = () => { if (++rows === 3) process.emit('SIGINT'); return rss(); };\n`,
  );
  const [whole, here] = await Promise.all([
    hessianLab(made, 'run', 'tiny.yaml', '--out', 'whole', '--quiet'),
    start(made, ['run', 'tiny.yaml', '--out', 'here'], ['--import', './press.mjs']).ended,
  ]);
  expect([whole.code, here.code]).toEqual([0, 130]);
});
afterAll(() => rmSync(made, { recursive: true, force: true }));

function interrupted(): string {
  const directory = temporaryDirectory();
  cpSync(made, directory, { recursive: true });
  return directory;
}
