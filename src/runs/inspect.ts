import { join } from 'node:path';
import type { Experiment } from '../config/experiment.ts';
import { loadExperiment } from '../config/load.ts';
import { checkPins } from '../training/engine-pins.ts';
import { type RunIdentity, readCheckpoint } from './checkpoint.ts';
import { csvText } from './csv-log.ts';
import { runFolder } from './directory.ts';
import type { GitState } from './git.ts';
import { pathKind } from './path-kind.ts';
import { planRuns, type Run } from './plan.ts';
import { isFinal } from './manifest.ts';
import { type PriorManifest, readManifest } from './read-manifest.ts';
import { checkRegular, readRegularText } from './read-regular.ts';
import { identityOf, type PriorRun, pinsOf, readSummary } from './recovery.ts';
import { type BegunRun, ResumeError } from './resume-checks.ts';
import type { RunResult } from './run-result.ts';
import { summaryColumns } from './summary.ts';
import { VERIFICATION_FILE, verificationLog } from './verification-log.ts';

/** The file at the top of a run directory from which it is gone on with. */
export const CONFIG_FILE = 'config.yaml';

/** A run that has not ended: new, or with what an earlier process left of it. */
export interface UnendedRun {
  readonly kind: 'new' | 'begun';
  readonly run: Run;
  readonly prior?: PriorRun;
}

/** One planned run, as its folder tells. */
export type RunEntry = UnendedRun | { readonly kind: 'ended'; readonly result: RunResult };

/** A run directory, as its files tell. */
export interface Inspection {
  readonly experiment: Experiment;
  /** In the order of the plan. */
  readonly entries: readonly RunEntry[];
  /** Those that have a manifest, ended ones among them. */
  readonly begun: readonly BegunRun[];
  /** Of the first manifest: the checkout that the config lay in. */
  readonly git: GitState | null;
  /** Whether every run has completed or diverged and `summary.csv` has a row for each. */
  readonly isComplete: boolean;
}

/**
 * Reads everything that going on with a directory rests on, and changes nothing.
 *
 * @throws ResumeError, ManifestError, LogError, CheckpointError, ConfigError, EngineUnavailableError
 */
export async function inspectDirectory(directory: string): Promise<Inspection> {
  await refuseOthers(directory);
  const experiment = loadExperiment(join(directory, CONFIG_FILE));
  const entries: RunEntry[] = [];
  const begun: BegunRun[] = [];
  let git: GitState | null | undefined;
  for (const run of planRuns(experiment)) {
    const folder = runFolder(directory, run.arm, run.seed);
    const manifest = await readManifest(folder);
    if (git === undefined && manifest) git = manifest.git;
    if (manifest) begun.push({ run, manifest, path: folder });
    entries.push(await inspectRun(run, folder, manifest, `${CONFIG_FILE} at the top of the directory`));
  }
  const ended = resultsOf(entries);
  const isComplete = ended.length === entries.length && hasSummary(directory, ended);
  return { experiment, entries, begun, git: git ?? null, isComplete };
}

/** The results of the runs that have ended. */
export function resultsOf(entries: readonly RunEntry[]): RunResult[] {
  return entries.flatMap((entry) => (entry.kind === 'ended' ? [entry.result] : []));
}

/**
 * What the folder of one run tells.
 *
 * @param planner what says that this run belongs there, for messages
 * @throws ResumeError where it is another run's; and as `inspectDirectory`
 */
export async function inspectRun(
  run: Run,
  folder: string,
  manifest: PriorManifest | null,
  planner: string,
): Promise<RunEntry> {
  if (manifest === null) {
    const isThere = (await pathKind(folder)) !== null;
    return isThere ? { kind: 'begun', run, prior: { manifest } } : { kind: 'new', run };
  }
  const identity = knownIdentity(run);
  const place = join(folder, 'manifest.json');
  for (const [key, received, expected] of [
    ['arm', manifest.arm, run.arm],
    ['seed', manifest.seed, run.seed],
    ['configHash', manifest.configHash, identity.configHash],
  ] as const) {
    if (received === expected) continue;
    throw new ResumeError(
      `${place}: ${key}: received ${received}, but ${planner} gives ${expected}. One of the two, or a parameter file, was changed: put it back, or begin a new run.`,
    );
  }
  const { status, message } = manifest;
  if (isFinal(status)) {
    const summary = readSummary(folder, run, manifest);
    const disagreements = verificationLog(join(folder, VERIFICATION_FILE)).disagreements();
    return { kind: 'ended', result: { run, directory: folder, summary, message, disagreements } };
  }
  await readCheckpoint(join(folder, 'checkpoint.json'), identity);
  await checkPins(pinsOf(manifest));
  return { kind: 'begun', run, prior: { manifest } };
}

/** The identity of a run, whose parameter file, if any, has to be there still. */
function knownIdentity(run: Run): RunIdentity {
  try {
    return identityOf(run);
  } catch (error) {
    const { initialization } = run.config.model;
    const file = typeof initialization === 'string' ? initialization : initialization.file;
    throw new ResumeError(
      `model.initialization.file: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}), and the run was begun from it. Put it back, or begin a new run.`,
    );
  }
}

function hasSummary(directory: string, ended: readonly RunResult[]): boolean {
  const expected = csvText(
    summaryColumns,
    ended.map(({ summary }) => summary),
  );
  return readRegularText(join(directory, 'summary.csv')) === expected;
}

/** Tells what else the folder is where it is no run directory. */
async function refuseOthers(directory: string): Promise<void> {
  const has = async (name: string) => (await pathKind(join(directory, name))) !== null;
  const wanted = 'name the folder that --out named, or a numbered one as results/<name>/3';
  if (await has('manifest.json')) {
    throw new ResumeError(`${directory} is the folder of a single run; ${wanted}, two levels up.`);
  }
  if (await has(CONFIG_FILE)) return checkConfig(join(directory, CONFIG_FILE));
  const kind = await pathKind(directory);
  const what = kind === null ? 'does not exist' : kind === 'folder' ? `holds no ${CONFIG_FILE}` : 'is a file';
  throw new ResumeError(`${directory} ${what}: nothing to resume there; ${wanted}.`);
}

/** A config may be a pipe elsewhere, but the one of a run directory was written as a file. */
function checkConfig(path: string): void {
  try {
    checkRegular(path);
  } catch (error) {
    throw new ResumeError(
      `${path} cannot be read: ${(error as Error).message}. Put back what the run wrote.`,
    );
  }
}
