/**
 * Real runs of a tiny net in the closed form: what they leave on the disk is compared with what the training loop
 * yields when it is called directly.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Experiment } from '../../src/config/experiment.ts';
import { loadExperiment } from '../../src/config/load.ts';
import { fromParameterFile } from '../../src/models/parameters.ts';
import { chooseThreads } from '../../src/objectives/closed-form/kernel/threads.ts';
import { readCheckpoint } from '../../src/runs/checkpoint.ts';
import { epochColumns } from '../../src/runs/columns.ts';
import { executeExperiment } from '../../src/runs/execute.ts';
import type { Manifest } from '../../src/runs/manifest.ts';
import { writeWhole } from '../../src/runs/write.ts';
import type { TrainingEvent } from '../../src/training/event.ts';
import { openSession, type TrainingSession } from '../../src/training/session.ts';
import type { TrainingState } from '../../src/training/state.ts';
import { train } from '../../src/training/train.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const tiny = {
  name: 'tiny',
  seeds: [1],
  data: { source: 'linear', rows: 24, features: 2 },
  model: { hidden: [3], activation: 'tanh' },
  training: { engine: 'closed-form', epochs: 6, learningRate: 0.05 },
  curvature: { measure: ['lambda_max', 'trace'] },
};

async function experiment(...overrides: object[]): Promise<Experiment> {
  const file = join(temporaryDirectory(), 'tiny.yaml');
  await writeWhole(file, stringify(Object.assign({}, tiny, ...overrides)));
  return loadExperiment(file);
}

function eventsOf(session: TrainingSession, from: TrainingState | null = null): TrainingEvent[] {
  return [...train(session, from)].filter((event) => event !== null);
}

function manifestOf(directory: string): Manifest {
  return JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as Manifest;
}

function rowsOf(file: string): Record<string, string>[] {
  return parse(readFileSync(file, 'utf8'), { columns: true });
}

const never = new AbortController().signal;

test('a run leaves config, manifest, rows, parameters and checkpoint, and nothing else', async () => {
  const directory = temporaryDirectory();
  await executeExperiment(await experiment(), directory, never);
  expect(readdirSync(directory).sort()).toEqual(['config.yaml', 'default', 'summary.csv']);
  expect(readdirSync(join(directory, 'default', 'seed-1')).sort()).toEqual([
    'checkpoint.json',
    'config.yaml',
    'epochs.csv',
    'manifest.json',
    'parameters.json',
    'timings.csv',
  ]);
});

test('epochs.csv holds, bit for bit, what the training loop yields', async () => {
  const directory = temporaryDirectory();
  const tested = await experiment();
  await executeExperiment(tested, directory, never);

  const { config } = tested.arms[0]!;
  const session = await openSession(config, 1);
  const expected = eventsOf(session).map(({ record }) => record);
  const rows = rowsOf(join(directory, 'default', 'seed-1', 'epochs.csv'));
  expect(rows).toHaveLength(7);
  for (const { name, cell } of epochColumns(config.curvature)) {
    const cells = expected.map(cell);
    const read = rows.map((row, i) => (typeof cells[i] === 'number' ? Number(row[name]) : row[name] || null));
    expect(read, name).toEqual(cells);
  }
});

test('parameters.json and the checkpoint hold the final parameters exactly', async () => {
  const directory = temporaryDirectory();
  const tested = await experiment();
  await executeExperiment(tested, directory, never);
  const path = join(directory, 'default', 'seed-1');

  const session = await openSession(tested.arms[0]!.config, 1);
  const { state } = eventsOf(session).at(-1)!;
  const file = JSON.parse(readFileSync(join(path, 'parameters.json'), 'utf8')) as unknown;
  expect(fromParameterFile(session.layout, file, 'parameters.json')).toEqual(state.parameters);
  const { configHash } = manifestOf(path);
  expect(await readCheckpoint(join(path, 'checkpoint.json'), { configHash, seed: 1 })).toEqual(state);
});

test('training that goes on from a checkpoint is bit-identical to training that never stopped', async () => {
  const directory = temporaryDirectory();
  const momentum = { type: 'momentum', learningRate: 0.02 };
  const of = (epochs: number) => ({ training: { engine: 'closed-form', epochs, optimizer: momentum } });
  await executeExperiment(await experiment(of(3)), directory, never);
  const path = join(directory, 'default', 'seed-1');
  const { configHash } = manifestOf(path);
  const state = await readCheckpoint(join(path, 'checkpoint.json'), { configHash, seed: 1 });

  const { config } = (await experiment(of(8))).arms[0]!;
  const whole = eventsOf(await openSession(config, 1));
  const resumed = eventsOf(await openSession(config, 1), state as TrainingState);
  expect(resumed.map(({ record }) => record)).toEqual(whole.slice(4).map(({ record }) => record));
  expect(resumed.at(-1)!.state).toEqual(whole.at(-1)!.state);
});

test('config.yaml of a run is the config of that one run: it gives the same rows again', async () => {
  const [first, second] = [temporaryDirectory(), temporaryDirectory()];
  await executeExperiment(await experiment({ seeds: [4, 5] }), first, never);
  const path = join('default', 'seed-5');
  const again = loadExperiment(join(first, path, 'config.yaml'));
  expect(again.seeds).toEqual([5]);
  await executeExperiment(again, second, never);
  const text = (directory: string) => readFileSync(join(directory, path, 'epochs.csv'), 'utf8');
  expect(text(second)).toBe(text(first));
});

test('the manifest tells what was run, on what, and how it ended', async () => {
  const directory = temporaryDirectory();
  const before = new Date().toISOString();
  await executeExperiment(await experiment(), directory, never);
  const manifest = manifestOf(join(directory, 'default', 'seed-1'));
  expect(manifest).toMatchObject({
    experiment: 'tiny',
    arm: 'default',
    seed: 1,
    status: 'completed',
    parameters: 13,
    training: { engine: 'closed-form', precision: 'float64', threads: chooseThreads() },
    curvature: { engine: 'closed-form', precision: 'float64' },
    versions: { node: process.version, tfjs: null, backend: null },
    machine: { platform: process.platform, arch: process.arch },
    git: null,
    epochs: 6,
    gradients: 7,
    curvatureRows: 19,
  });
  expect(manifest.configHash).toMatch(/^[0-9a-f]{64}$/);
  expect(manifest.dataHash).toMatch(/^[0-9a-f]{64}$/);
  expect(manifest.start >= before && manifest.end! >= manifest.start).toBe(true);
  expect(manifest.loss).toContain('without a factor 1/2');
});

test('the manifest tells how many rows the curvature is of and which, the same for every arm of a seed', async () => {
  const directory = temporaryDirectory();
  const curvature = { samples: 5 };
  const arms = { tanh: {}, relu: { model: { activation: 'relu' } } };
  await executeExperiment(await experiment({ curvature, arms, seeds: [1, 2] }), directory, never);
  const of = (arm: string, seed: number) => manifestOf(join(directory, arm, `seed-${seed}`));
  expect(of('tanh', 1)).toMatchObject({ trainRows: 19, curvatureRows: 5 });
  expect(of('tanh', 1).curvatureRowsHash).toMatch(/^[0-9a-f]{64}$/);
  expect(of('relu', 1).curvatureRowsHash).toBe(of('tanh', 1).curvatureRowsHash);
  expect(of('tanh', 2).curvatureRowsHash).not.toBe(of('tanh', 1).curvatureRowsHash);
});

test('the products of the manifest are the sum of those in the rows', async () => {
  const directory = temporaryDirectory();
  await executeExperiment(await experiment(), directory, never);
  const path = join(directory, 'default', 'seed-1');
  const sum = rowsOf(join(path, 'epochs.csv')).reduce(
    (total, row) => total + Number(row.lambda_max_products) + Number(row.trace_products),
    0,
  );
  expect(manifestOf(path).products).toBe(sum);
});

test('while a run goes on its manifest reads interrupted without an end, as after a kill', async () => {
  const directory = temporaryDirectory();
  const seen: Manifest[] = [];
  await executeExperiment(await experiment(), directory, never, {
    advanced: () => seen.push(manifestOf(join(directory, 'default', 'seed-1'))),
  });
  expect(seen).toHaveLength(7);
  for (const manifest of seen) expect(manifest).toMatchObject({ status: 'interrupted', end: null });
});

test('an interrupted run keeps its rows, saves its state and starts no other', async () => {
  const directory = temporaryDirectory();
  const controller = new AbortController();
  const results = await executeExperiment(await experiment({ seeds: [1, 2] }), directory, controller.signal, {
    advanced(_, { record }) {
      if (record.epoch === 2) controller.abort();
    },
  });
  const path = join(directory, 'default', 'seed-1');
  expect(results.map(({ summary }) => summary.status)).toEqual(['interrupted']);
  expect(manifestOf(path)).toMatchObject({ status: 'interrupted', epochs: 2, gradients: 3 });
  expect(manifestOf(path).end).not.toBeNull();
  expect(rowsOf(join(path, 'epochs.csv'))).toHaveLength(3);
  expect(existsSync(join(directory, 'default', 'seed-2'))).toBe(false);
  const { configHash } = manifestOf(path);
  expect(await readCheckpoint(join(path, 'checkpoint.json'), { configHash, seed: 1 })).toMatchObject({
    epoch: 2,
  });
  expect(rowsOf(join(directory, 'summary.csv'))).toMatchObject([
    { seed: '1', status: 'interrupted', epochs: '2' },
  ]);
});

test('a run that diverges keeps its rows and the last good parameters, and the next arm goes on', async () => {
  const directory = temporaryDirectory();
  const arms = { wild: { training: { epochs: 500, learningRate: 50 } }, calm: {} };
  const diverging = await experiment({ arms });
  const results = await executeExperiment(diverging, directory, never);
  expect(results.map(({ summary }) => summary.status)).toEqual(['diverged', 'completed']);
  expect(results[0]!.message).toMatch(/stability ratio \d/);

  const path = join(directory, 'wild', 'seed-1');
  expect(manifestOf(path)).toMatchObject({ status: 'diverged', message: results[0]!.message });
  const rows = rowsOf(join(path, 'epochs.csv'));
  expect(rows.length).toBe(results[0]!.summary.epochs! + 1);

  const session = await openSession(diverging.arms[0]!.config, 1);
  const lastGood = eventsOf(session).at(-2)!.state;
  const file = JSON.parse(readFileSync(join(path, 'parameters.json'), 'utf8')) as unknown;
  expect(fromParameterFile(session.layout, file, 'parameters.json')).toEqual(lastGood.parameters);
});

test('an arm that fails has its message in the manifest, and the others go on', async () => {
  const directory = temporaryDirectory();
  const sound = await experiment({ arms: { broken: {}, sound: {} } });
  const [broken, ...others] = sound.arms;
  const config = { ...broken!.config, model: { ...broken!.config.model, hidden: [-1] } };
  const results = await executeExperiment(
    { ...sound, arms: [{ name: 'broken', config }, ...others] },
    directory,
    never,
  );
  expect(results.map(({ summary }) => summary.status)).toEqual(['failed', 'completed']);
  expect(results[0]!.error).toBeInstanceOf(Error);
  expect(manifestOf(join(directory, 'broken', 'seed-1'))).toMatchObject({
    status: 'failed',
    message: (results[0]!.error as Error).message,
  });
  expect(rowsOf(join(directory, 'summary.csv')).map(({ arm, status }) => [arm, status])).toEqual([
    ['broken', 'failed'],
    ['sound', 'completed'],
  ]);
});
