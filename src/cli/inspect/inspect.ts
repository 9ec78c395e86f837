import { inspectRun, type RunInspection } from '../../report/inspect/inspect-run.ts';
import { UsageError } from '../errors.ts';
import { exitCodes } from '../exit-code.ts';
import { print, printError, printJson } from '../output.ts';
import { inspectionTables } from './tables.ts';

/** Arguments of `hessian-lab inspect`. */
export interface InspectArguments {
  readonly run: string;
  readonly epoch?: string | undefined;
  readonly out?: string | undefined;
  readonly engine?: 'closed-form' | 'tfjs' | undefined;
  readonly quiet: boolean;
  readonly json: boolean;
}

/** Inspects a run, prints what was found, and gives the exit code. */
export async function inspectAndReport(args: InspectArguments): Promise<number> {
  const { run, out, engine, quiet, json } = args;
  const inspection = await inspectRun(run, {
    epoch: args.epoch === undefined ? undefined : parseEpoch(args.epoch),
    out,
    engine,
    begin: (what) => {
      if (!quiet) printError(`${what} …`);
    },
  });
  if (json) printJson({ run: inspection.run.directory, ...outputOf(inspection), ...inspection.document });
  else if (!quiet) report(inspection);
  return exitCodes.done;
}

function report(inspection: RunInspection): void {
  for (const note of inspection.document.notes) printError(`Note: ${note}`);
  print(inspectionTables(inspection.document));
  print(`Files in ${inspection.directory}:\n  ${inspection.files.join('\n  ')}`);
}

function outputOf({ directory, files }: RunInspection) {
  return { directory, files };
}

function parseEpoch(text: string): number {
  const epoch = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(epoch)) return epoch;
  throw new UsageError(`--epoch: received "${text}", allowed are integers from 0.`);
}
