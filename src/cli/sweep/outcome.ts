import { join } from 'node:path';
import { counted } from '../../statistics/counted.ts';
import type { SweepRow } from '../../sweeps/table.ts';
import { exitCodes } from '../exit-code.ts';
import { print, printError, printJson } from '../output.ts';
import { shortPath } from '../run/outcome.ts';
import { renderTable } from '../table.ts';

/** Failed runs that are told one by one; sweep.csv has all. */
const TOLD = 10;

/** Tells how the runs of a sweep ended, as text or with `--json` as a document, and gives the exit code. */
export function reportSweep(
  directory: string,
  rows: readonly SweepRow[],
  planned: ReadonlySet<string>,
  { aborted, quiet, json }: { readonly aborted: boolean; readonly quiet: boolean; readonly json: boolean },
): number {
  const own = rows.filter(({ job }) => planned.has(job.folder));
  const exitCode = exitCodeOfSweep(own, aborted);
  if (json) {
    printJson({ directory, exitCode, runs: own.map(toJson) });
    return exitCode;
  }
  const counts = new Map<string, number>();
  for (const { outcome } of own) {
    const status = outcome?.status ?? 'pending';
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  if (!quiet) {
    print(
      renderTable(
        [
          { title: 'status', align: 'left' },
          { title: 'runs', align: 'right' },
        ],
        [...counts].map(([status, count]) => [status, String(count)]),
      ),
    );
    if (rows.length > own.length) {
      printError(
        `Note: ${counted(rows.length - own.length, 'run')} of an earlier form of this sweep ${rows.length - own.length === 1 ? 'is' : 'are'} kept beside these.`,
      );
    }
    print(`Per run: ${join(shortPath(directory), 'sweep.csv')}`);
    print(`Compare: hessian-lab compare ${shortPath(directory)}`);
  }
  const failed = own.filter(({ outcome }) => outcome?.status === 'failed');
  for (const { job, outcome } of failed.slice(0, TOLD))
    printError(`${job.folder} failed: ${outcome!.message}`);
  if (failed.length > TOLD) printError(`… and ${failed.length - TOLD} more; sweep.csv has their errors.`);
  return exitCode;
}

/**
 * The gravest of what happened: an interruption, runs that failed, objectives that disagree. Divergence is what a sweep
 * is often there to find: it is a result, told in `sweep.csv`.
 */
export function exitCodeOfSweep(rows: readonly SweepRow[], aborted: boolean): number {
  const statuses = new Set(rows.map(({ outcome }) => outcome?.status ?? 'pending'));
  if (aborted || statuses.has('pending') || statuses.has('interrupted')) {
    if (aborted || !statuses.has('failed')) return exitCodes.interrupted;
  }
  if (statuses.has('failed')) return exitCodes.sweepFailed;
  const disagree = rows.some(({ outcome }) => outcome?.summary?.verification === 'disagrees');
  return disagree ? exitCodes.checkFailed : exitCodes.done;
}

function toJson({ job, outcome }: SweepRow): object {
  const { folder, label, arm, seed, values, id } = job;
  const { arm: _arm, seed: _seed, status: _status, ...metrics } = outcome?.summary ?? {};
  const status = outcome?.status ?? 'pending';
  const summary = Object.fromEntries(
    Object.entries(metrics).map(([name, text]) => [name, text === '' ? null : numberOr(text)]),
  );
  return { folder, label, arm, seed, values, id, status, message: outcome?.message ?? null, summary };
}

function numberOr(text: string): number | string {
  const value = Number(text);
  return Number.isNaN(value) && text !== 'NaN' ? text : value;
}
