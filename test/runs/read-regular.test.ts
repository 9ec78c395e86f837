/** What stands in a run directory in place of a file. A device without content stands for all: no reader hangs on it. */
import { symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { loadExperiment } from '../../src/config/load.ts';
import { readRunFolder } from '../../src/compare/run-folder.ts';
import { readCheckpoint } from '../../src/runs/checkpoint.ts';
import { epochColumns } from '../../src/runs/columns.ts';
import { LogError, readLog } from '../../src/runs/csv-repair.ts';
import { inspectDirectory } from '../../src/runs/inspect.ts';
import { lockDirectory } from '../../src/runs/lock.ts';
import { cutAfter } from '../../src/runs/quantity-logs.ts';
import { readJson } from '../../src/runs/read-json.ts';
import { readManifest } from '../../src/runs/read-manifest.ts';
import { MOST_LOG_BYTES, MOST_TEXT_BYTES, readRegular } from '../../src/runs/read-regular.ts';
import { tensorboardLog } from '../../src/runs/tensorboard/log.ts';
import { verificationLog } from '../../src/runs/verification-log.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const { curvature } = loadExperiment('configs/housing-inputs.yaml').arms[0]!.config;
const columns = epochColumns(curvature);
const run = { configHash: 'a', seed: 1 };
const device = 'it is a device, not a regular file';
const remedy = /[Dd]elete|[Pp]ut (back|a good copy)/;

const readers: [string, (folder: string, path: string) => unknown][] = [
  ['checkpoint.json', (_, path) => readCheckpoint(path, run)],
  ['manifest.json', readManifest],
  ['epochs.csv', (_, path) => readLog(path, columns, 2)],
  ['spectrum.csv', (_, path) => cutAfter(path, columns, 2)],
  ['verification.csv', (_, path) => verificationLog(path)],
  ['events.out.tfevents.hessian-lab', (folder) => tensorboardLog(folder, curvature, 2)],
  ['config.yaml', inspectDirectory],
  ['epochs.csv', readRunFolder],
];

test.runIf(process.platform !== 'win32').each(readers)(
  '%s as a device is named, with the remedy',
  async (name, read) => {
    const folder = temporaryDirectory();
    const path = join(folder, name);
    symlinkSync('/dev/null', path);
    const error = await Promise.resolve()
      .then(() => read(folder, path))
      .catch((thrown: Error) => thrown);
    expect((error as Error).message).toContain(path);
    expect((error as Error).message).toContain(device);
    expect((error as Error).message).toMatch(remedy);
  },
);

test('a lock that cannot be read to its end names no process', async () => {
  const folder = temporaryDirectory();
  const path = join(folder, 'lock.json');
  writeFileSync(path, '');
  truncateSync(path, MOST_TEXT_BYTES + 1);
  await expect(lockDirectory(folder)).rejects.toThrow(/names no process.*delete/);
});

test('a file beyond the bound is refused before it is read', async () => {
  const path = join(temporaryDirectory(), 'file');
  writeFileSync(path, '');
  // Sparse: no room is taken.
  truncateSync(path, MOST_TEXT_BYTES + 1);
  const told = `it has ${MOST_TEXT_BYTES + 1} bytes, the most that is read is ${MOST_TEXT_BYTES}`;
  await expect(readCheckpoint(path, run)).rejects.toThrow(told);
  expect(readJson(path, z.object({})).problem).toBe(`cannot be read: ${told}`);
  truncateSync(path, MOST_LOG_BYTES + 1);
  expect(() => readLog(path, columns, 2)).toThrow(LogError);
});

test('a link to a regular file is read', () => {
  const folder = temporaryDirectory();
  writeFileSync(join(folder, 'file'), 'text');
  symlinkSync(join(folder, 'file'), join(folder, 'link'));
  expect(readRegular(join(folder, 'link')).toString()).toBe('text');
});
