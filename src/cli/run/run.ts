import { isAbsolute, join, relative } from 'node:path';
import type { Experiment } from '../../config/experiment.ts';
import { loadExperiment } from '../../config/load.ts';
import { chosenDirectory, numberedDirectory, refuseTaken } from '../../runs/directory.ts';
import { executeExperiment, type RunResult } from '../../runs/execute.ts';
import { checkFolder } from '../../runs/folder.ts';
import { pointLatest } from '../../runs/latest.ts';
import { planRuns } from '../../runs/plan.ts';
import { describeError, exitCodeOf, UsageError } from '../errors.ts';
import { exitCodes } from '../exit-code.ts';
import { print, printError, printJson } from '../output.ts';
import { printDryRun } from './dry-run.ts';
import { watchInterruption } from './interruption.ts';
import { checkBeforeWriting } from './preflight.ts';
import { createProgress, type Progress, silentProgress } from './progress.ts';
import { formatNumber } from './number.ts';
import { reportTable } from './report.ts';

/** Where results go without `--out`. */
const RESULTS = 'results';

/** The arguments of `hessian-lab run`. */
export interface RunArguments {
  readonly config: string;
  readonly out: string | undefined;
  readonly seed: string | undefined;
  readonly set: readonly string[] | undefined;
  readonly 'dry-run': boolean;
  readonly quiet: boolean;
  readonly json: boolean;
}

/** `hessian-lab run`: gives the exit code. Throws what stops the whole of it; see `../errors.ts`. */
export async function runExperiment(args: RunArguments): Promise<number> {
  if (args.out === '') {
    throw new UsageError(
      '--out: received "", allowed is a folder; leave it away for results/<name>/<run number>.',
    );
  }
  const experiment = loadExperiment(args.config, {
    set: args.set ?? [],
    ...(args.seed !== undefined && { seed: parseSeed(args.seed) }),
  });
  if (args.out !== undefined) await refuseTaken(args.out);
  if (!args['dry-run']) await checkFolder(args.out ?? join(RESULTS, experiment.name));
  await checkBeforeWriting(experiment);
  if (args['dry-run']) {
    await printDryRun(experiment, args);
    return exitCodes.done;
  }
  return executeAndReport(experiment, args);
}

async function executeAndReport(experiment: Experiment, { out, quiet, json }: RunArguments): Promise<number> {
  const speaks = !quiet && !json;
  const notes: Notes = { engines: new Set(), notices: new Set() };
  const directory =
    out === undefined ? await numberedDirectory(RESULTS, experiment.name) : await chosenDirectory(out);
  if (out === undefined) {
    const problem = await pointLatest(directory);
    if (problem) notes.notices.add(problem);
  }
  if (speaks) print(`Results in ${shortPath(directory)}`);

  const planned = planRuns(experiment);
  const results = await execute(
    experiment,
    directory,
    speaks ? createProgress(planned) : silentProgress,
    notes,
  );
  const exitCode = exitCodeOfResults(results, planned.length);
  if (json) {
    const { engines, notices } = notes;
    const runs = results.map(toJson);
    printJson({ directory, exitCode, engines: [...engines], notices: [...notices], runs });
    return exitCode;
  }
  if (speaks) printReport(shortPath(directory), results, notes);
  for (const result of results) printTrouble(result);
  return exitCode;
}

/** What is worth a line once, however many runs it is true of. */
interface Notes {
  readonly engines: Set<string>;
  readonly notices: Set<string>;
}

async function execute(
  experiment: Experiment,
  directory: string,
  progress: Progress,
  { engines, notices }: Notes,
): Promise<RunResult[]> {
  const interruption = watchInterruption(() => {
    // A second Ctrl-C ends the process at once, and must not leave the cursor hidden as the bar has it.
    progress.stop();
    if (progress !== silentProgress) {
      printError('Finishing this epoch and saving; press Ctrl-C again to stop at once.');
    }
  });
  try {
    return await executeExperiment(experiment, directory, interruption.signal, {
      started(_, session) {
        for (const reason of session.engines.reasons) engines.add(reason);
        for (const notice of session.notices) notices.add(notice);
      },
      advanced: (run, { record }) => progress.advanced(run, record),
      ended: (result) => progress.ended(result),
    });
  } finally {
    progress.stop();
    interruption.dispose();
  }
}

function printReport(directory: string, results: readonly RunResult[], { engines, notices }: Notes): void {
  for (const engine of engines) printError(`Engine: ${engine}`);
  for (const notice of notices) printError(`Note: ${notice}`);
  if (results.length === 0) return;
  print(reportTable(results));
  const verified = results.filter(({ summary }) => summary.verification !== null);
  if (verified.length > 0) {
    const agreeing = verified.filter(({ summary }) => summary.verification === 'agrees').length;
    print(`Verified:  closed form and TensorFlow.js agree in ${agreeing} of ${verified.length} runs`);
  }
  print(`Per epoch: ${join(directory, '<arm>', 'seed-<n>', 'epochs.csv')}`);
  print(`Per run:   ${join(directory, 'summary.csv')}`);
}

/**
 * The gravest of what happened: an interruption, an internal error, a config or data that one run could not use,
 * objectives that disagree, divergence.
 */
export function exitCodeOfResults(results: readonly RunResult[], planned: number): number {
  const wasCut = results.length < planned || results.some(({ summary }) => summary.status === 'interrupted');
  if (wasCut) return exitCodes.interrupted;
  const failed = results
    .filter(({ summary }) => summary.status === 'failed')
    .map(({ error }) => exitCodeOf(error));
  if (failed.includes(exitCodes.internalError)) return exitCodes.internalError;
  if (failed.length > 0) return failed[0]!;
  if (results.some(({ disagreements }) => disagreements.length > 0)) return exitCodes.checkFailed;
  const diverged = results.some(({ summary }) => summary.status === 'diverged');
  return diverged ? exitCodes.diverged : exitCodes.done;
}

function printTrouble({ run, directory, summary, message, disagreements, error }: RunResult): void {
  const { status } = summary;
  if (disagreements.length > 0) {
    const differing = disagreements.map(
      ({ epoch, quantity, relativeDifference, tolerance }) =>
        `${quantity} at epoch ${epoch} by ${formatNumber(relativeDifference)} of its norm (tolerance ${formatNumber(tolerance)})`,
    );
    printError(
      `${run.arm} seed ${run.seed}: closed form and TensorFlow.js disagree: ${differing.join(', ')}; see ${join(shortPath(directory), 'verification.csv')}. hessian-lab doctor tests both on known values.`,
    );
  }
  if (status === 'completed') return;
  const told = status === 'failed' ? describeError(error).message : message;
  printError(`${run.arm} seed ${run.seed} ${status}: ${told}`);
}

function toJson({ directory, summary, message }: RunResult): object {
  return { ...summary, message, directory };
}

/** Relative to here, unless that leads out of here. */
function shortPath(directory: string): string {
  const path = relative(process.cwd(), directory);
  return path.startsWith('..') || isAbsolute(path) ? directory : path || '.';
}

function parseSeed(text: string): number {
  const seed = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(seed)) return seed;
  throw new UsageError(`--seed: received "${text}", allowed are integers from 0 to 2^53 - 1.`);
}
