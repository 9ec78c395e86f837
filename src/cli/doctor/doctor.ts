import pc from 'picocolors';
import { exitCodes } from '../exit-code.ts';
import { print, printError, printJson } from '../output.ts';
import { hasColours, widthOf } from '../terminal.ts';
import { hanging } from '../wrap.ts';
import { backendChecks } from './backends.ts';
import type { Check } from './check.ts';
import { environmentChecks } from './environment.ts';
import { resultsFolderCheck } from './results-folder.ts';

/** The arguments of `hessian-lab doctor`. */
export interface DoctorArguments {
  readonly quiet: boolean;
  readonly json: boolean;
}

/** `hessian-lab doctor`: exit code 4 when a check fails, 5 when it is only that results cannot be written. */
export async function runDoctor({ quiet, json }: DoctorArguments): Promise<number> {
  const checks = [...environmentChecks(), ...(await backendChecks()), await resultsFolderCheck('results')];
  const exitCode = exitCodeOfChecks(checks);
  if (json) {
    printJson({ exitCode, checks });
    return exitCode;
  }
  const width = Math.max(...checks.map(({ title }) => title.length));
  for (const check of checks) {
    if (!quiet) print(describe(check, width, process.stdout));
    else if (check.status === 'failed') printError(describe(check, width, process.stderr));
  }
  return exitCode;
}

/** The exit code that the checks call for. */
export function exitCodeOfChecks(checks: readonly Check[]): number {
  const failed = checks.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return exitCodes.done;
  return failed.every(({ id }) => id === 'results') ? exitCodes.writeFailed : exitCodes.checkFailed;
}

/** A check in lines that fit the stream's terminal, with its mark in colour where the stream has colours. */
function describe({ status, title, detail }: Check, width: number, stream: NodeJS.WriteStream): string {
  const { green, yellow, red } = pc.createColors(hasColours(stream));
  const mark = { ok: green('✔'), missing: yellow('–'), failed: red('✘') }[status];
  const label = `${mark} ${title.padEnd(width)}  `;
  // The marks are one column wide, whatever Unicode's tables of emoji say.
  return hanging(label, detail, widthOf(stream), width + 4);
}
