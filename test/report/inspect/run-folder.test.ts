import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { inspectRun } from '../../../src/report/inspect/inspect-run.ts';
import { chooseEpoch, readRun } from '../../../src/report/inspect/run-folder.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { recordedRun } from './recorded-run.ts';

test('a folder that is missing, a file, and a folder without runs are each told', async () => {
  const directory = temporaryDirectory();
  const file = join(directory, 'file');
  writeFileSync(file, '');
  await expect(readRun(join(directory, 'none'))).rejects.toThrow(/none does not exist; name the folder/);
  await expect(readRun(file)).rejects.toThrow(/file is a file; name the folder/);
  await expect(readRun(directory)).rejects.toThrow(/holds no run \(no manifest\.json\)/);
});

test('a folder of several runs lists them, arms and seeds in order', async () => {
  const run = await recordedRun({ seeds: [2, 10], arms: { a: {}, b: {} } });
  const top = dirname(dirname(run));
  const error = (await readRun(top).catch((caught: unknown) => caught)) as Error;
  expect(error.name).toBe('RunFolderError');
  expect(error.message.split('\n').slice(1)).toEqual([
    join('  out', 'a', 'seed-2'),
    join('  out', 'a', 'seed-10'),
    join('  out', 'b', 'seed-2'),
    join('  out', 'b', 'seed-10'),
  ]);
});

test('latest leads to the run, where it is a text file in place of a link too', async () => {
  const run = await recordedRun();
  const top = dirname(dirname(run));
  const parent = temporaryDirectory();
  cpSync(top, join(parent, '3'), { recursive: true });
  writeFileSync(join(parent, 'latest'), '3\n');
  const { directory } = await readRun(join(parent, 'latest', 'default', 'seed-1'));
  expect(directory).toBe(join(parent, '3', 'default', 'seed-1'));
});

test.runIf(process.platform !== 'win32').each(['config.yaml', 'epochs.csv'])(
  '%s as a device is told, with the remedy',
  async (name) => {
    const run = await recordedRun();
    rmSync(join(run, name));
    symlinkSync('/dev/null', join(run, name));
    await expect(readRun(run)).rejects.toThrow(
      /cannot be read: it is a device, not a regular file.*[Pp]ut back/,
    );
  },
);

test('an epoch beyond the run is refused with the range, one within is taken', async () => {
  const run = await readRun(await recordedRun());
  expect(() => chooseEpoch(run, 7)).toThrow(/--epoch: received 7, .* has the epochs 0 to 6/);
  expect(chooseEpoch(run, 2)).toBe(2);
  expect(chooseEpoch(run, undefined)).toBe(6);
});

test('a torn last row, as a killed process leaves it, is no epoch', async () => {
  const run = await recordedRun();
  appendFileSync(join(run, 'epochs.csv'), '7,7,0.0');
  expect((await readRun(run)).lastEpoch).toBe(6);
});

test('a damaged checkpoint is refused with its place', async () => {
  const run = await recordedRun();
  const file = join(run, 'checkpoint.json');
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, -50));
  await expect(inspectRun(run)).rejects.toMatchObject({ name: 'CheckpointError' });
});

test('a config that was changed after the run is refused', async () => {
  const run = await recordedRun();
  const file = join(run, 'config.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('epochs: 6', 'epochs: 5'));
  await expect(inspectRun(run)).rejects.toThrow(/config\.yaml .* is not what the run had/);
});

test('data that have changed since are told by their hashes', async () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'data.csv');
  const rows = Array.from({ length: 20 }, (_, i) => `${i},${(i * 7) % 5}`);
  writeFileSync(path, `x,y\n${rows.join('\n')}\n`);
  const run = await recordedRun({ data: { source: 'file', path, target: 'y' } });
  appendFileSync(path, '20,3\n');
  const error = (await inspectRun(run).catch((caught: unknown) => caught)) as Error;
  expect(error.name).toBe('RunFolderError');
  expect(error.message).toMatch(/dataHash: the run had data of hash [0-9a-f]{64}, .*data\.csv now gives/);
});

test('an output folder that holds something is refused before anything is computed', async () => {
  const run = await recordedRun();
  const out = join(run, 'taken');
  mkdirSync(out);
  writeFileSync(join(out, 'mine.txt'), '');
  const begun: string[] = [];
  const options = { out, begin: (what: string) => begun.push(what) };
  await expect(inspectRun(run, options)).rejects.toMatchObject({ name: 'DirectoryTakenError' });
  expect(begun).toEqual([]);
});

test('a replay that comes out otherwise says how far, and what was different', async () => {
  const run = await recordedRun();
  const file = join(run, 'epochs.csv');
  const lines = readFileSync(file, 'utf8').split('\n');
  const cells = lines[7]!.split(',');
  cells[3] = String(Number(cells[3]) * 1.001);
  lines[7] = cells.join(',');
  writeFileSync(file, lines.join('\n'));
  const manifest = readFileSync(join(run, 'manifest.json'), 'utf8');
  writeFileSync(join(run, 'manifest.json'), manifest.replace(process.version, 'v1.2.3'));
  const { document } = await inspectRun(run);
  expect(document.replay.isIdentical).toBe(false);
  expect(document.notes.join()).toMatch(
    /not bit-identical to the run: train_loss is off by 0\.001 of the recorded one; Node v1\.2\.3 then, v\d+/,
  );
});
