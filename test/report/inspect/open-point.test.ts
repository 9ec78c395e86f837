import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished, expect, test } from 'vitest';
import { openPoint, type PointOfRun } from '../../../src/report/inspect/open-point.ts';
import { readRun } from '../../../src/report/inspect/run-folder.ts';
import { runArm } from '../../support/session.ts';
import { recordedRun } from './recorded-run.ts';

async function opened(directory: string, epoch: number): Promise<PointOfRun> {
  const point = await openPoint(await readRun(directory), epoch);
  onTestFinished(() => point.dispose());
  return point;
}

test('the path has the parameters of every epoch, as the run itself went through them', async () => {
  const directory = await recordedRun();
  const run = await readRun(directory);
  const { events } = await runArm(run.config, run.seed);
  const { path, pathEvery } = await opened(directory, 4);
  expect(pathEvery).toBe(1);
  expect(path).toEqual(
    events.slice(0, 5).map(({ state }) => ({ epoch: state.epoch, parameters: state.parameters })),
  );
});

test('a long path is thinned, with its start and its end', async () => {
  const training = { engine: 'closed-form', epochs: 401, learningRate: 0.01 };
  const { path, pathEvery } = await opened(await recordedRun({ training, curvature: { every: 500 } }), 401);
  expect(pathEvery).toBe(3);
  expect(path.map(({ epoch }) => epoch)).toEqual([...Array.from({ length: 134 }, (_, i) => 3 * i), 401]);
});

test('a run that has not ended is inspected where it stands, and a note says so', async () => {
  const directory = await recordedRun();
  expect((await opened(directory, 6)).notes).toEqual([]);
  const file = join(directory, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...manifest, status: 'interrupted' }));
  const log = join(directory, 'epochs.csv');
  const rows = readFileSync(log, 'utf8').split('\n');
  writeFileSync(log, `${rows.slice(0, 6).join('\n')}\n`);
  const { notes } = await opened(directory, 3);
  expect(notes).toEqual(['the run is unfinished, or still going on: it had 4 of 6 epochs when it was read']);
});

test('a backend that this machine lacks is replaced, and a note says so', async () => {
  const directory = await recordedRun();
  const file = join(directory, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  manifest.training.backend = 'wasm-of-the-future';
  manifest.curvature.backend = 'wasm-of-the-future';
  writeFileSync(file, JSON.stringify(manifest));
  const { notes, origin } = await opened(directory, 6);
  expect(origin).toBe('checkpoint');
  expect(notes.join()).toMatch(/not all available here: .* the run had wasm-of-the-future/);
});
