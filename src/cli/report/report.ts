import { createReport, type Report } from '../../report/html/report.ts';
import { writeWhole } from '../../runs/write.ts';
import { counted } from '../../statistics/counted.ts';
import { exitCodes } from '../exit-code.ts';
import { refuseOccupied } from '../occupied.ts';
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
  await refuseOccupied('--out', [out], overwrite);
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
