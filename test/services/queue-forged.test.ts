/** What anybody who may write to the queue can send back in place of a worker: none of it is believed. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { UnrecoverableError } from 'bullmq';
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
  outcome: { status, message: 'so they say', error: null, summary: null },
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

test.each([
  ['no answer at all', 'a\u001b[2J', /status|Invalid input|no JSON/],
  [
    'a summary with columns of its own',
    { ...ended('completed', null), outcome: { summary: { x: '1' } } },
    /x|outcome/,
  ],
  [
    'a file that is said to be missing',
    { outcome: { ...ended('failed', null).outcome, error: 'MissingFileError' }, files: null },
    /so they say/,
  ],
])('%s, again and again: the run fails after three tries, with the reason', async (_, answer, reason) => {
  const [server, job] = [await redisFor(), await aJob()];
  let tries = 0;
  stranger(server, async (_order, attempt) => {
    tries = attempt;
    return answer;
  });
  const directory = temporaryDirectory();
  const outcome = (await coordinate(server, directory, [job]).ended).get(job.folder)!;
  expect(outcome).toMatchObject({ status: 'failed', error: 'AnswerError', summary: null });
  expect(outcome.message).toMatch(/^what came back from the queue was no result, 3 times: /);
  expect(outcome.message).toMatch(reason);
  expect(tries).toBe(3);
  expect(await readManifest(join(directory, job.folder))).toMatchObject({ message: outcome.message });
  expect(await rawQueue(server).getJobCounts()).toMatchObject({ completed: 0, failed: 0, waiting: 0 });
});

/** Clears the screen, writes over its line, and is a million characters long. */
const wild = `\u001b[2J\rcompleted\0${'x'.repeat(1e6)}`;

test.each([
  ['an outcome', async () => ({ outcome: { ...ended('failed', null).outcome, message: wild }, files: null })],
  ['an error', () => Promise.reject(new UnrecoverableError(wild))],
])('the message of %s comes plain and short to the sweep and into the manifest', async (_, answer) => {
  const [server, job] = [await redisFor(), await aJob()];
  stranger(server, answer);
  const directory = temporaryDirectory();
  const outcome = (await coordinate(server, directory, [job]).ended).get(job.folder)!;
  expect(outcome).toMatchObject({ status: 'failed', summary: null });
  expect(outcome.message).toMatch(/^\ncompletedx{3000}/);
  expect(outcome.message.length).toBeLessThan(4100);
  expect(await readManifest(join(directory, job.folder))).toMatchObject({ message: outcome.message });
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
