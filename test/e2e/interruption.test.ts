/** Signals sent to real processes: an orderly end, a repeated Ctrl-C, and a kill that leaves no time for anything. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { readCheckpoint } from '../../src/runs/checkpoint.ts';
import type { Manifest } from '../../src/runs/manifest.ts';
import { start, until } from './hessian-lab.ts';
import { workplace } from './workplace.ts';

/** A run that would go on for minutes, in its third epoch or later. */
async function longRun() {
  const directory = workplace({ training: { engine: 'closed-form', epochs: 1_000_000, learningRate: 1e-6 } });
  const { child, ended } = start(directory, ['run', 'tiny.yaml', '--out', 'here']);
  const path = join(directory, 'here', 'default', 'seed-1');
  const file = join(path, 'epochs.csv');
  await until(
    'the third row is there',
    () => existsSync(file) && readFileSync(file, 'utf8').split('\n').length > 4,
  );
  return { child, ended, directory, path };
}

function manifestIn(path: string): Manifest {
  return JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8')) as Manifest;
}

// Windows knows no signals between processes: kill() there is always a kill.
test.runIf(process.platform !== 'win32').for(['SIGINT', 'SIGTERM'] as const)(
  '%s ends with 130 after the epoch, with checkpoint, parameters, manifest and summary',
  async (signal) => {
    const { child, ended, directory, path } = await longRun();
    child.kill(signal);
    expect((await ended).code).toBe(130);

    const manifest = manifestIn(path);
    expect(manifest.status).toBe('interrupted');
    expect(manifest.end).not.toBeNull();
    const rows = parse(readFileSync(join(path, 'epochs.csv')), { columns: true }) as { epoch: string }[];
    expect(Number(rows.at(-1)!.epoch)).toBe(manifest.epochs);
    const { configHash, seed } = manifest;
    expect(await readCheckpoint(join(path, 'checkpoint.json'), { configHash, seed })).toMatchObject({
      epoch: manifest.epochs,
    });
    expect(existsSync(join(path, 'parameters.json'))).toBe(true);
    expect(existsSync(join(directory, 'here', 'default', 'seed-2'))).toBe(false);
    expect(parse(readFileSync(join(directory, 'here', 'summary.csv')), { columns: true })).toMatchObject([
      { seed: '1', status: 'interrupted' },
    ]);
  },
);

test.runIf(process.platform !== 'win32')(
  'one Ctrl-C that npm passes on again is still an orderly end',
  async () => {
    const { child, ended, path } = await longRun();
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect(manifestIn(path).end).not.toBeNull();
  },
);

test('after a kill the manifest reads interrupted without an end, and every row is whole', async () => {
  const { child, ended, path } = await longRun();
  child.kill('SIGKILL');
  expect((await ended).code).not.toBe(0);
  expect(manifestIn(path)).toMatchObject({ status: 'interrupted', end: null });
  const text = readFileSync(join(path, 'epochs.csv'), 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  expect(parse(text, { columns: true }).length).toBeGreaterThan(2);
});
