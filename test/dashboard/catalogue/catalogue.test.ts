import { mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Catalogue, type CatalogueChange } from '../../../src/dashboard/catalogue/catalogue.ts';
import { watchCatalogue } from '../../../src/dashboard/catalogue/watch.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { appendEpochs, writeLock, writeRun } from '../support/written-run.ts';

async function looked(root: string): Promise<Catalogue> {
  const catalogue = new Catalogue(root);
  await catalogue.look();
  return catalogue;
}

test('runs are listed with their directory, arm, seed and last numbers', async () => {
  const root = temporaryDirectory();
  writeRun(join(root, 'housing', '1'), { arm: 'raw', seed: 3, epochs: 4 });
  const { runs } = (await looked(root)).all;
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatchObject({
    directory: 'housing/1',
    folder: 'housing/1/raw/seed-3',
    experiment: 'written',
    arm: 'raw',
    seed: '3',
    status: 'completed',
    epoch: 4,
    trainLoss: String(1 / 7),
    lambdaMax: '13',
  });
});

test('a served folder may be a run directory or a single run', async () => {
  const root = temporaryDirectory();
  const folder = writeRun(root);
  expect((await looked(root)).all.runs[0]).toMatchObject({ directory: '', folder: 'raw/seed-1' });
  expect((await looked(folder)).all.runs[0]).toMatchObject({
    directory: '',
    folder: '',
    arm: 'raw',
    epoch: 10,
  });
});

test('what has changed is told, and nothing else', async () => {
  const root = temporaryDirectory();
  const [first, second] = [writeRun(root), writeRun(root, { seed: 2 })];
  const catalogue = await looked(root);
  const changes: CatalogueChange[] = [];
  catalogue.listen((change) => changes.push(change));
  await catalogue.look();
  expect(changes).toEqual([]);
  appendEpochs(first, 11, 12);
  await catalogue.look();
  expect(changes.map(({ runs }) => runs.map(({ seed, epoch }) => [seed, epoch]))).toEqual([[['1', 12]]]);
  rmSync(second, { recursive: true });
  await catalogue.look();
  expect(changes.at(-1)).toMatchObject({ runs: [], gone: [expect.any(Number)] });
  expect(catalogue.all.runs).toHaveLength(1);
});

test('links are not followed, neither out of the folder nor within it', async () => {
  const outside = temporaryDirectory();
  const secret = writeRun(outside);
  const root = realpathSync(temporaryDirectory());
  writeRun(join(root, 'housing', '1'));
  symlinkSync('1', join(root, 'housing', 'latest'));
  symlinkSync(outside, join(root, 'out'));
  mkdirSync(join(root, 'sly', 'seed-1'), { recursive: true });
  for (const file of ['epochs.csv', 'manifest.json', 'config.yaml'])
    symlinkSync(join(secret, file), join(root, 'sly', 'seed-1', file));
  expect((await looked(root)).all.runs.map(({ folder }) => folder)).toEqual(['housing/1/raw/seed-1']);
});

test('sweeps count their runs by status, those without a folder as pending', async () => {
  const root = temporaryDirectory();
  writeRun(root, { arm: 'a', end: null, status: 'interrupted' });
  writeLock(root);
  const jobs = ['a', 'b', 'c'].map((arm) => ({ folder: `${arm}/seed-1` }));
  writeFileSync(join(root, 'sweep.json'), JSON.stringify({ format: 1, name: 'rates', axes: ['x'], jobs }));
  const [sweep] = (await looked(root)).all.sweeps!;
  expect(sweep).toEqual({
    directory: '',
    name: 'rates',
    axes: ['x'],
    planned: 3,
    counts: { running: 1, pending: 2 },
  });
});

test('damaged files of all kinds cost their own numbers and nothing else', async () => {
  const root = temporaryDirectory();
  writeRun(root);
  const damaged = writeRun(root, { seed: 2 });
  writeFileSync(join(damaged, 'manifest.json'), '{"format": 1, ');
  writeFileSync(join(damaged, 'epochs.csv'), 'epoch,train_loss\n0,abc\n1,0.5\n2,');
  writeFileSync(join(root, 'sweep.json'), 'null');
  mkdirSync(join(root, 'claims', 'S1'), { recursive: true });
  writeFileSync(join(root, 'claims', 'S1', 'verdict.json'), '[]');
  const { runs, sweeps, claims } = (await looked(root)).all;
  expect(runs.map(({ status, epoch, trainLoss }) => [status, epoch, trainLoss])).toEqual([
    ['completed', 10, String(1 / 11)],
    ['unknown', 1, '0.5'],
  ]);
  expect(sweeps).toEqual([]);
  expect(claims).toMatchObject([{ id: 'S1', verdict: 'unreadable' }]);
});

test('a watched folder tells of a run that begins in it, of its rows and of its end', async () => {
  const root = temporaryDirectory();
  const catalogue = new Catalogue(root);
  onTestFinished(watchCatalogue(catalogue));
  const now = () => catalogue.all.runs.map(({ epoch, status }) => [epoch, status]);
  await expect.poll(() => catalogue.isLookedThrough, { timeout: 20_000 }).toBe(true);
  const directory = join(root, 'live', '1');
  const folder = writeRun(directory, { end: null, status: 'interrupted' });
  writeLock(directory);
  await expect.poll(now, { timeout: 20_000 }).toEqual([[10, 'running']]);
  appendEpochs(folder, 11, 11);
  await expect.poll(now, { timeout: 20_000 }).toEqual([[11, 'running']]);
  writeRun(directory, { epochs: 11 });
  await expect.poll(now, { timeout: 20_000 }).toEqual([[11, 'completed']]);
});

test('arms that are named by numbers come in the order of the numbers', async () => {
  const root = temporaryDirectory();
  for (const arm of ['rate=0.2', 'rate=0.08', 'rate=0.125']) writeRun(root, { arm });
  const { runs } = (await looked(root)).all;
  expect(runs.map(({ arm }) => arm)).toEqual(['rate=0.08', 'rate=0.125', 'rate=0.2']);
});
