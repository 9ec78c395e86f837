import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { configHash } from '../../config/hash.ts';
import { loadExperiment } from '../../config/load.ts';
import type { ArmConfig } from '../../config/schema.ts';
import { readCheckpoint } from '../../runs/checkpoint.ts';
import { readCsvRows } from '../../runs/csv-log.ts';
import { readLogBytes } from '../../runs/csv-repair.ts';
import { readLatest } from '../../runs/latest.ts';
import { pathKind } from '../../runs/path-kind.ts';
import { type PriorManifest, readManifest } from '../../runs/read-manifest.ts';
import { checkRegular, MOST_TEXT_BYTES } from '../../runs/read-regular.ts';
import { counted } from '../../statistics/counted.ts';
import type { TrainingState } from '../../training/state.ts';

/** A folder is no run that can be inspected, or not at that epoch (exit code 2); place and remedy in the message. */
export class RunFolderError extends Error {
  override readonly name = 'RunFolderError';
}

/** What the folder `<arm>/seed-<n>` tells of a run. */
export interface RecordedRun {
  /** Absolute. */
  readonly directory: string;
  readonly config: ArmConfig;
  readonly seed: number;
  readonly manifest: PriorManifest;
  /** The last state saved; null where there is none. */
  readonly checkpoint: TrainingState | null;
  /** train_loss of each row of `epochs.csv`, by epoch. */
  readonly trainLosses: ReadonlyMap<number, number>;
  /** The last epoch that can be inspected: of a diverged run the last good one. */
  readonly lastEpoch: number;
}

/** Run folders named in an error. */
const MOST_NAMED = 12;

/**
 * Reads the folder of one run; `latest` on the way to it may be a link or the text file that stands for one.
 *
 * @throws RunFolderError where the folder is missing, holds several runs or none, or its files do not belong together
 * @throws ConfigError, ManifestError, CheckpointError, LogError where a file is damaged
 */
export async function readRun(path: string): Promise<RecordedRun> {
  const directory = await followLatest(resolve(path));
  const manifest = (await pathKind(directory)) === 'folder' ? await readManifest(directory) : null;
  if (manifest === null) throw await noRun(directory);
  const { config, seeds } = readConfig(join(directory, 'config.yaml'));
  const seed = seeds[0]!;
  const hash = configHash(config);
  if (hash !== manifest.configHash || seed !== manifest.seed) {
    throw new RunFolderError(
      `${join(directory, 'config.yaml')} (hash ${hash}, seed ${seed}) is not what the run had: manifest.json says ${manifest.configHash}, seed ${manifest.seed}. Put back what the run wrote, its parameter file included, or begin a new run.`,
    );
  }
  const checkpoint = await readCheckpoint(join(directory, 'checkpoint.json'), { configHash: hash, seed });
  const trainLosses = readTrainLosses(join(directory, 'epochs.csv'));
  const lastRow = Math.max(-1, ...trainLosses.keys());
  const hasDiverged = manifest.status === 'diverged';
  const lastEpoch = hasDiverged ? (checkpoint?.epoch ?? Math.max(0, lastRow - 1)) : Math.max(lastRow, 0);
  return { directory, config, seed, manifest, checkpoint, trainLosses, lastEpoch };
}

/**
 * The epoch to inspect: the one asked for, else that of the checkpoint, else the last one.
 *
 * @throws RunFolderError where the run has no such epoch
 */
export function chooseEpoch(run: RecordedRun, asked: number | undefined): number {
  const { lastEpoch, manifest } = run;
  if (asked === undefined) return Math.min(run.checkpoint?.epoch ?? lastEpoch, lastEpoch);
  if (asked <= lastEpoch) return asked;
  const why = manifest.status === 'diverged' ? ', the last one before it diverged' : '';
  throw new RunFolderError(
    `--epoch: received ${asked}, ${run.directory} has the epochs 0 to ${lastEpoch}${why}. Epoch 0 is the start.`,
  );
}

function readConfig(file: string): { config: ArmConfig; seeds: readonly number[] } {
  try {
    checkRegular(file);
  } catch (error) {
    throw new RunFolderError(
      `${file} cannot be read: ${(error as Error).message}. Put back what the run wrote.`,
    );
  }
  const { arms, seeds } = loadExperiment(file);
  return { config: arms[0]!.config, seeds };
}

function readTrainLosses(path: string): Map<number, number> {
  const text = readLogBytes(path, MOST_TEXT_BYTES)?.toString('utf8') ?? '';
  // A process that was killed may have left a torn last row, without a line break.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return new Map(readCsvRows(whole).map((row) => [Number(row.epoch), Number(row.train_loss)]));
}

/** Replaces a text file `latest` on the path by the folder that it names; links the file system follows itself. */
async function followLatest(path: string): Promise<string> {
  const parts = path.split(sep);
  const at = parts.lastIndexOf('latest');
  if (at < 0) return path;
  const pointer = parts.slice(0, at + 1).join(sep);
  if ((await pathKind(pointer)) === 'folder') return path;
  const target = await readLatest(dirname(pointer));
  return target === null ? path : join(target, ...parts.slice(at + 1));
}

async function noRun(directory: string): Promise<RunFolderError> {
  const wanted = 'name the folder of one run, as results/<name>/1/<arm>/seed-<n>';
  const found = await pathKind(directory);
  if (found === null) return new RunFolderError(`${directory} does not exist; ${wanted}.`);
  if (found === 'file') return new RunFolderError(`${directory} is a file; ${wanted}.`);
  const inside = await runsBelow(directory, 3);
  if (inside.length === 0)
    return new RunFolderError(`${directory} holds no run (no manifest.json); ${wanted}.`);
  const named = inside.slice(0, MOST_NAMED).map((run) => `  ${join(basename(directory), run)}`);
  const rest = inside.length > MOST_NAMED ? [`  and ${inside.length - MOST_NAMED} more`] : [];
  return new RunFolderError(
    [`${directory} holds ${counted(inside.length, 'run')}; name one of them:`, ...named, ...rest].join('\n'),
  );
}

/** Folders with a manifest below a folder, relative to it, sorted. */
async function runsBelow(directory: string, depth: number): Promise<string[]> {
  const found: string[] = [];
  const visit = async (folder: string, left: number): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    if (entries.some(({ name }) => name === 'manifest.json')) {
      found.push(relative(directory, folder));
      return;
    }
    if (left === 0) return;
    for (const entry of entries) if (entry.isDirectory()) await visit(join(folder, entry.name), left - 1);
  };
  await visit(directory, depth);
  return found.sort(new Intl.Collator('en', { numeric: true }).compare);
}
