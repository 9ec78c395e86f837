/** What anybody who may write to the queue can send back in place of a worker: none of it is believed. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { RunStatus } from '../../src/runs/manifest.ts';
import { readManifest } from '../../src/runs/read-manifest.ts';
import type { Job } from '../../src/sweeps/job.ts';
import { pack } from '../../src/sweeps/queue/parcel.ts';
import { recordedOutcome } from '../../src/sweeps/recorded-outcome.ts';
import { experimentOf, jobOf } from '../sweeps/jobs.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { coordinate, rawQueue, redisFor, stranger } from './support/queue.ts';

const aJob = async () => jobOf(await experimentOf(), 1);

const ended = (status: RunStatus, files: string | null) => ({
  outcome: { status, message: 'so they say', error: null, summary: {} },
  files,
});

/** A parcel whose names nobody has checked. */
function parcel(name: string, content: string): string {
  const text = gzipSync(`${JSON.stringify([{ name, bytes: content.length }])}\n${content}`).toString(
    'base64',
  );
  return `${createHash('sha256').update(text).digest('hex')}:${text}`;
}

const honest = await pack([{ name: 'epochs.csv', content: Buffer.from('epoch\n') }], 'files');
const other = { experiment: 'small', arm: 'default', seed: 1, status: 'completed', end: null };
const manifest = (fields: object) => ({
  name: 'manifest.json',
  content: Buffer.from(JSON.stringify({ ...other, ...fields })),
});

test.each([
  ['a name that leads out of the folder', ended('completed', parcel('../../x.csv', '1')), /plain files/],
  ['an absolute name', ended('completed', parcel('/tmp/x.csv', '1')), /plain files/],
  [
    'a wrong checksum',
    ended(
      'completed',
      honest.replace(/^./, (c) => (c === '0' ? '1' : '0')),
    ),
    /checksum/,
  ],
  ['no files of a run that is said to be complete', ended('completed', null), /did not come along/],
  ['files without a manifest', ended('completed', honest), /no manifest\.json/],
  [
    'the files of another run',
    ended('completed', await pack([manifest({ configHash: '0'.repeat(64) })], 'files')),
    /configHash is 0000/,
  ],
])('%s: the run fails, and the next command finds it with its error', async (_, answer, reason) => {
  const [server, job] = [await redisFor(), await aJob()];
  stranger(server, async () => answer);
  const directory = join(temporaryDirectory(), 'a', 'b', 'sweep');
  const outcome = (await coordinate(server, directory, [job]).ended).get(job.folder)!;
  expect(outcome).toMatchObject({ status: 'failed', error: 'ParcelError', summary: null });
  expect(outcome.message).toMatch(reason);
  expect(filesBelow(join(directory, '..', '..'))).toEqual(
    ['config.yaml', 'manifest.json'].map((name) => join('b', 'sweep', job.folder, name)),
  );
  expect(await recordedOutcome(directory, recorded(job), job.config)).toMatchObject({
    status: 'failed',
    message: outcome.message,
  });
  expect(await rawQueue(server).getJobCounts()).toMatchObject({ completed: 0, failed: 0, waiting: 0 });
});

test('an answer that is none is thrown away, and the run is queued again', async () => {
  const [server, job] = [await redisFor(), await aJob()];
  const failed = { ...ended('failed', null) };
  stranger(server, async (_, attempt) => (attempt === 1 ? { outcome: 'completed' } : failed));
  const directory = temporaryDirectory();
  const outcomes = await coordinate(server, directory, [job]).ended;
  expect(outcomes.get(job.folder)).toMatchObject({ status: 'failed', message: 'so they say' });
});

test('a run that fails without files keeps what an earlier try left, and how it began', async () => {
  const [server, job] = [await redisFor(), await aJob()];
  const directory = temporaryDirectory();
  stranger(server, async () => ended('failed', null));
  await coordinate(server, directory, [job]).ended;
  const first = await readManifest(join(directory, job.folder));
  await coordinate(server, directory, [job]).ended;
  const second = await readManifest(join(directory, job.folder));
  expect(second).toMatchObject({
    status: 'failed',
    message: 'so they say',
    start: first!.start,
    resumed: [],
  });
});

function recorded({ id, label, folder, arm, seed, values }: Job) {
  return { id, label, folder, arm, seed, values };
}

function filesBelow(directory: string): string[] {
  if (!existsSync(directory)) return [];
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => join(parentPath, name).slice(directory.length + 1)).sort();
}
