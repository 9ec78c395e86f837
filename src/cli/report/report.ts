import { lstat } from 'node:fs/promises';
import { createReport, type Report } from '../../report/html/report.ts';
import { writeWhole } from '../../runs/write.ts';
import { UsageError } from '../errors.ts';
import { exitCodes } from '../exit-code.ts';
import { print, printError, printJson } from '../output.ts';

/** The arguments of `hessian-lab report`. */
export interface ReportArguments {
  readonly directories: readonly string[];
  readonly out: string;
  readonly overwrite: boolean;
  readonly title: string | undefined;
  readonly quiet: boolean;
  readonly json: boolean;
}

/** `hessian-lab report`: writes the page and tells what is in it. */
export async function writeReport(args: ReportArguments): Promise<number> {
  const { directories, out, overwrite, title, quiet, json } = args;
  if (out === '') throw new UsageError('--out: received "", allowed is the name of a file.');
  await refuseOccupied(out, overwrite);
  const report = createReport(directories, out, title);
  await writeWhole(out, report.html);
  if (json) {
    const { html, ...rest } = report;
    printJson({ file: out, bytes: Buffer.byteLength(html), ...rest });
    return exitCodes.done;
  }
  if (quiet) return exitCodes.done;
  for (const problem of report.problems) printError(problem);
  print(`Wrote ${out} (${size(report.html)}): ${contents(report)}.`);
  return exitCodes.done;
}

async function refuseOccupied(out: string, overwrite: boolean): Promise<void> {
  const found = await lstat(out).catch(() => null);
  if (found === null) return;
  if (found.isDirectory()) throw new UsageError(`--out: ${out} is a folder; name a file in it.`);
  if (overwrite) return;
  throw new UsageError(
    `${out} exists already; name another file with --out, or replace it with --overwrite.`,
  );
}

function size(html: string): string {
  const bytes = Buffer.byteLength(html);
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function contents({ claims, runs, runDirectories, inspections, problems }: Report): string {
  const parts = [
    [claims, 'claim', 'claims'],
    [runs, 'run', `runs in ${counted(runDirectories, 'directory', 'directories')}`],
    [inspections, 'inspection', 'inspections'],
    [problems.length, 'problem', 'problems'],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => counted(count, one, many))
    .join(', ');
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
