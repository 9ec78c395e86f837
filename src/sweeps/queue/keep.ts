import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { configHash } from '../../config/hash.ts';
import { writeConfig } from '../../config/write.ts';
import { firstManifest } from '../../runs/first-manifest.ts';
import { isFinal } from '../../runs/manifest.ts';
import { provenanceOf } from '../../runs/provenance.ts';
import { readManifest } from '../../runs/read-manifest.ts';
import { jsonFileText, writeTogether } from '../../runs/write.ts';
import { writing } from '../../runs/write-error.ts';
import type { JobOutcome } from '../executor.ts';
import type { Job } from '../job.ts';
import { ParcelError, type ParcelFile, unpack } from './parcel.ts';

const MANIFEST = 'manifest.json';

/** What tells whether a manifest is of this run, and whether the run has ended. */
const manifestSchema = z.object({
  experiment: z.string(),
  arm: z.string(),
  seed: z.number(),
  configHash: z.string(),
  status: z.string(),
  end: z.string().nullable(),
});

/**
 * Writes the files of a run that came through the queue into its folder of the sweep: each beside its name and renamed,
 * the manifest last, so that a run with an end has everything beside it. `config.yaml` is written here, with the paths of
 * this machine. Doing it again does no harm. A run that failed and has no files leaves a manifest that tells why.
 *
 * @param parcel null where the run has no files
 * @returns the outcome; `failed` where the files came damaged or are those of another run, and then none of them is written
 * @throws WriteError
 */
export async function keepRun(
  directory: string,
  job: Job,
  outcome: JobOutcome,
  parcel: string | null,
): Promise<JobOutcome> {
  const folder = join(directory, job.folder);
  if (parcel === null) {
    const isSpoilt = isFinal(outcome.status);
    const failed = isSpoilt ? spoilt(`the run ${outcome.status}, but its files did not come along`) : outcome;
    return keepFailure(folder, job, failed);
  }
  let files: ParcelFile[];
  try {
    files = await unpack(parcel, 'the files of this run');
  } catch (error) {
    if (!(error instanceof ParcelError)) throw error;
    return keepFailure(folder, job, spoilt(error.message));
  }
  const manifest = files.find(({ name }) => name === MANIFEST);
  const problem = manifest ? strangeness(manifest.content, job, outcome) : `there is no ${MANIFEST}`;
  if (problem !== null)
    return keepFailure(folder, job, spoilt(`the files of this run are not its own: ${problem}`));

  // An older manifest must not stand beside newer files.
  await writing(folder, () => rm(join(folder, MANIFEST), { force: true }));
  const others = files.filter(({ name }) => name !== MANIFEST);
  await writeTogether(folder, [{ name: 'config.yaml', content: writeConfig(job.config) }, ...others]);
  await writeTogether(folder, [manifest!]);
  return outcome;
}

/** Leaves a manifest with the reason; what an earlier try left of the run stays beside it, and is gone on with. */
async function keepFailure(folder: string, job: Job, outcome: JobOutcome): Promise<JobOutcome> {
  const { label, seed, config, git } = job;
  const path = join(folder, MANIFEST);
  const isBegun = await readManifest(folder).then(
    (manifest) => manifest !== null,
    () => false,
  );
  const before = isBegun
    ? (JSON.parse(await readFile(path, 'utf8')) as object)
    : firstManifest({ arm: label, seed, config }, configHash(config), provenanceOf(git), null, null);
  const end = new Date().toISOString();
  const { status, message } = outcome;
  await writeTogether(folder, [
    { name: 'config.yaml', content: writeConfig(config) },
    { name: MANIFEST, content: jsonFileText({ ...before, status, message, end }) },
  ]);
  return outcome;
}

function strangeness(content: Uint8Array, job: Job, outcome: JobOutcome): string | null {
  const found = manifestSchema.safeParse(parse(content));
  if (!found.success) return `${MANIFEST} cannot be read`;
  const { experiment, arm, seed, configHash: hash, status } = found.data;
  const pairs = [
    ['experiment', experiment, job.config.name],
    ['arm', arm, job.label],
    ['seed', seed, job.seed],
    ['configHash', hash, configHash(job.config)],
    ['status', status, outcome.status],
  ] as const;
  const other = pairs.find(([, received, expected]) => received !== expected);
  return other ? `${MANIFEST}: ${other[0]} is ${other[1]}, expected ${other[2]}` : null;
}

function parse(content: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(content).toString('utf8'));
  } catch {
    return null;
  }
}

function spoilt(message: string): JobOutcome {
  return { status: 'failed', message, error: 'ParcelError', summary: null };
}
