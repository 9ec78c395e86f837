/** Through real runs, read back by Google's protocol buffers. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { loadExperiment } from '../../../src/config/load.ts';
import { executeExperiment, resumeExperiment } from '../../../src/runs/execute.ts';
import { EVENTS_FILE } from '../../../src/runs/tensorboard/event.ts';
import { writeWhole } from '../../../src/runs/write.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

/** The part of google-protobuf that is used here; it has no types of its own. */
interface Reader {
  nextField(): boolean;
  getFieldNumber(): number;
  readDouble(): number;
  readFloat(): number;
  readInt64(): number;
  readString(): string;
  readBytes(): Uint8Array;
}
const { BinaryReader } = createRequire(import.meta.url)('google-protobuf') as {
  BinaryReader: new (bytes: Uint8Array) => Reader;
};

const config = {
  data: { source: 'linear', rows: 24, features: 2 },
  model: { hidden: [3], activation: 'tanh' },
  training: { engine: 'closed-form', backend: 'wasm', epochs: 6, learningRate: 0.05 },
  curvature: { every: 2 },
  log: { tensorboard: true },
};

async function experiment(overrides: object = {}) {
  const file = join(temporaryDirectory(), 'tiny.yaml');
  await writeWhole(file, stringify({ ...config, ...overrides }));
  return loadExperiment(file);
}

/** Step and scalars of each event; the first one tells the version. */
function readEvents(directory: string): [step: number, scalars: Record<string, number>][] {
  const file = readFileSync(join(directory, 'default', 'seed-1', EVENTS_FILE));
  const events: [number, Record<string, number>][] = [];
  for (let at = 0; at < file.length; ) {
    const length = Number(file.readBigUInt64LE(at));
    events.push(readEvent(file.subarray(at + 12, at + 12 + length)));
    at += 12 + length + 4;
  }
  return events;
}

function readEvent(bytes: Uint8Array): [number, Record<string, number>] {
  let step = 0;
  const scalars: Record<string, number> = {};
  for (const event = new BinaryReader(bytes); event.nextField(); ) {
    const field = event.getFieldNumber();
    if (field === 1) expect(event.readDouble()).toBeGreaterThan(1.7e9);
    else if (field === 2) step = event.readInt64();
    else if (field === 3) expect(event.readString()).toBe('brain.Event:2');
    else {
      expect(field).toBe(5);
      for (const summary = new BinaryReader(event.readBytes()); summary.nextField(); ) {
        const value = new BinaryReader(summary.readBytes());
        value.nextField();
        const tag = value.readString();
        value.nextField();
        scalars[tag] = value.readFloat();
      }
    }
  }
  return [step, scalars];
}

/** What `epochs.csv` says, as float32: every number but the axis and the texts. */
function expected(directory: string): [number, Record<string, number>][] {
  const rows: Record<string, string>[] = parse(
    readFileSync(join(directory, 'default', 'seed-1', 'epochs.csv')),
    { columns: true },
  );
  return rows.map(({ epoch, step: _step, ...cells }) => [
    Number(epoch),
    Object.fromEntries(
      Object.entries(cells)
        .filter(([name, cell]) => cell !== '' && !name.endsWith('_status'))
        .map(([name, cell]) => [name, Math.fround(Number(cell))]),
    ),
  ]);
}

test('every number of epochs.csv is an event of its epoch', async () => {
  const directory = temporaryDirectory();
  await executeExperiment(await experiment(), directory, new AbortController().signal);
  const [version, ...events] = readEvents(directory);
  expect(version).toEqual([0, {}]);
  expect(events).toEqual(expected(directory));
  expect(events[1]![1]).not.toHaveProperty('lambda_max');
  expect(events[2]![1]).toHaveProperty('lambda_max');
});

test('a run that is gone on with has each epoch once, whatever a killed process left at the end', async () => {
  const directory = temporaryDirectory();
  const controller = new AbortController();
  await executeExperiment(await experiment(), directory, controller.signal, {
    advanced: (_, { record }) => void (record.epoch === 3 && controller.abort()),
  });
  expect(readEvents(directory)).toHaveLength(5);
  appendFileSync(join(directory, 'default', 'seed-1', EVENTS_FILE), Buffer.from([200, 0, 0]));
  await resumeExperiment(directory, new AbortController().signal);
  expect(readEvents(directory).slice(1)).toEqual(expected(directory));
  expect(readEvents(directory)).toHaveLength(8);
});

test('without it there is no event file', async () => {
  const directory = temporaryDirectory();
  await executeExperiment(await experiment({ log: {} }), directory, new AbortController().signal);
  expect(existsSync(join(directory, 'default', 'seed-1', EVENTS_FILE))).toBe(false);
});
