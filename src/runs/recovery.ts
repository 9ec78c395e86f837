import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { configHash } from '../config/hash.ts';
import { counted } from '../statistics/counted.ts';
import type { EnginePins } from '../training/engine-pins.ts';
import type { EpochRecord, EpochTimings } from '../training/record.ts';
import type { TrainingState } from '../training/state.ts';
import { type RunIdentity, readCheckpoint } from './checkpoint.ts';
import { epochColumns, timingColumns } from './columns.ts';
import { type CsvLog, csvLog } from './csv-log.ts';
import { cutLog, LogError, readLog } from './csv-repair.ts';
import { removeLeftovers } from './leftovers.ts';
import type { Run } from './plan.ts';
import { ManifestError, type PriorManifest } from './read-manifest.ts';
import { type RowDigest, type RunSummary, rowDigest } from './summary.ts';
import { VERIFICATION_FILE, verificationLog } from './verification-log.ts';
import { writing } from './write-error.ts';

/** What an earlier process left of a run. */
export interface PriorRun {
  /** null where the process was killed before there was one. */
  readonly manifest: PriorManifest | null;
  /** Whether the folder holds nothing to recover; default false. */
  readonly isEmpty?: boolean;
}

/** The logs of a run and the state that they belong to. */
export interface RunLogs {
  /** null before the first epoch. */
  readonly state: TrainingState | null;
  readonly epochs: CsvLog<EpochRecord>;
  readonly timings: CsvLog<EpochTimings>;
  /** Of the rows that stand in `epochs.csv`. */
  readonly digest: RowDigest;
  /** What was found and done, for people; null for a run that is new. */
  readonly note: string | null;
}

/** The logs of a run that is new. */
export function newLogs(path: string, { config }: Run): RunLogs {
  const epochs = csvLog(join(path, 'epochs.csv'), epochColumns(config.curvature));
  const timings = csvLog(join(path, 'timings.csv'), timingColumns);
  return { state: null, epochs, timings, digest: rowDigest(), note: null };
}

/**
 * Brings the folder of a run that did not end to the state of its checkpoint: rows after it are cut, and so is a torn
 * last row; without a checkpoint, or where the logs do not reach it, the run starts over. Killed in the middle, it does
 * the same when called again.
 *
 * @throws CheckpointError, LogError when a file is damaged; nothing has been changed then
 * @throws WriteError
 */
export async function recoverLogs(path: string, run: Run): Promise<RunLogs> {
  const state = await readCheckpoint(join(path, 'checkpoint.json'), identityOf(run));
  const digest = rowDigest();
  const epochs = join(path, 'epochs.csv');
  const timings = join(path, 'timings.csv');
  const columns = epochColumns(run.config.curvature);
  const last = state?.epoch ?? Number.NEGATIVE_INFINITY;
  const found = readLog(epochs, columns, last, digest.addCells);
  const measured = readLog(timings, timingColumns, last);
  await removeLeftovers(path);
  if (state !== null && found?.rows === state.epoch + 1 && measured?.rows === state.epoch + 1) {
    cutLog(epochs, found.length);
    cutLog(timings, measured.length);
    const note = `goes on after epoch ${state.epoch}${describeCut(found.surplus, ' after it', found.isTorn)}`;
    const logs = { epochs: csvLog(epochs, columns, true), timings: csvLog(timings, timingColumns, true) };
    return { state, ...logs, digest, note };
  }
  // The checkpoint goes first: without it a second try starts over too.
  for (const name of ['checkpoint.json', 'epochs.csv', 'timings.csv', 'parameters.json']) {
    await writing(join(path, name), () => rm(join(path, name), { force: true }));
  }
  const reason = state === null ? 'it has no checkpoint' : `its logs lack rows before epoch ${state.epoch}`;
  const rows = (found?.rows ?? 0) + (found?.surplus ?? 0);
  return {
    ...newLogs(path, run),
    note: `starts over: ${reason}${describeCut(rows, '', found?.isTorn ?? false)}`,
  };
}

/** The summary of a run that has ended. Throws LogError or ManifestError. */
export function readSummary(path: string, { arm, seed, config }: Run, manifest: PriorManifest): RunSummary {
  const digest = rowDigest();
  const file = join(path, 'epochs.csv');
  const found = readLog(file, epochColumns(config.curvature), Number.POSITIVE_INFINITY, digest.addCells);
  if (found?.isTorn) throw new LogError(`${file} ends in a part of a row, though its run has ended.`);
  const rows = digest.result();
  if (rows.epochs !== manifest.epochs) {
    throw new ManifestError(
      `${join(path, 'manifest.json')}: epochs: received ${manifest.epochs}, but epochs.csv ends with epoch ${rows.epochs}. One of the two was changed; put back what the run wrote, or delete the folder of this run, which then starts over.`,
    );
  }
  const { status, epochsToTarget, gradients, products } = manifest;
  const verification = verificationLog(join(path, VERIFICATION_FILE)).verdict();
  return { arm, seed, status, ...rows, epochsToTarget, gradients, products, verification };
}

/** The engines that computed a run so far; none where it never got to opening them. */
export function pinsOf(manifest: PriorManifest | null): EnginePins {
  return [manifest?.training, manifest?.curvature].filter((engine) => engine != null);
}

/** What ties a run's files together. */
export function identityOf({ config, seed }: Run): RunIdentity {
  return { configHash: configHash(config), seed };
}

function describeCut(rows: number, which: string, isTorn: boolean): string {
  const parts = [
    ...(rows > 0 ? [`${counted(rows, 'row')}${which}`] : []),
    ...(isTorn ? ['a torn last row'] : []),
  ];
  return parts.length === 0 ? '' : `; ${parts.join(' and ')} in epochs.csv cut, to be computed again`;
}
