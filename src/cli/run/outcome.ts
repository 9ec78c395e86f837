import { isAbsolute, join, relative } from 'node:path';
import type { RunResult } from '../../runs/execute.ts';
import { counted } from '../../statistics/counted.ts';
import { formatNumber } from '../../statistics/number.ts';
import { describeError, exitCodeOf } from '../errors.ts';
import { exitCodes } from '../exit-code.ts';
import { print, printError, printJson } from '../output.ts';
import { reportTable } from './report.ts';

/** What is worth a line once, however many runs it is true of. */
export interface Notes {
  readonly engines: Set<string>;
  readonly notices: Set<string>;
}

/** Tells how the runs of a directory ended, as text or with `--json` as a document, and gives the exit code. */
export function reportResults(
  directory: string,
  results: readonly RunResult[],
  planned: number,
  notes: Notes,
  { quiet, json }: { readonly quiet: boolean; readonly json: boolean },
): number {
  const exitCode = exitCodeOfResults(results, planned);
  if (json) {
    const { engines, notices } = notes;
    const runs = results.map(toJson);
    printJson({ directory, exitCode, engines: [...engines], notices: [...notices], runs });
    return exitCode;
  }
  if (!quiet) printReport(shortPath(directory), results, notes);
  for (const result of results) printTrouble(result);
  return exitCode;
}

function printReport(directory: string, results: readonly RunResult[], { engines, notices }: Notes): void {
  for (const engine of engines) printError(`Engine: ${engine}`);
  for (const notice of notices) printError(`Note: ${notice}`);
  if (results.length === 0) return;
  print(reportTable(results));
  const verified = results.filter(({ summary }) => summary.verification !== null);
  if (verified.length > 0) {
    const agreeing = verified.filter(({ summary }) => summary.verification === 'agrees').length;
    print(
      `Verified:  closed form and TensorFlow.js agree in ${agreeing} of ${counted(verified.length, 'run')}`,
    );
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
export function shortPath(directory: string): string {
  const path = relative(process.cwd(), directory);
  return path.startsWith('..') || isAbsolute(path) ? directory : path || '.';
}
