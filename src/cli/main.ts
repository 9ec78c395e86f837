import { commands } from './commands/index.ts';
import { describeError } from './errors.ts';
import { exitCodes } from './exit-code.ts';
import { printError, printJson, tolerateClosedPipes } from './output.ts';
import { parseCommandLine } from './parser.ts';

/**
 * The command line: runs one command and gives the exit code, which the caller hands to the process. Never throws;
 * errors are printed to stderr without a stack trace, with `--json` as a document on stdout.
 *
 * @param argv what stands behind the program's name
 */
export async function main(argv: readonly string[]): Promise<number> {
  tolerateClosedPipes();
  try {
    const call = await parseCommandLine(argv, commands);
    return call === null ? exitCodes.done : await call.command.run(call.args);
  } catch (error) {
    const { exitCode, ...report } = describeError(error);
    if (argv.includes('--json')) printJson({ error: report, exitCode });
    else printError(report.message);
    return exitCode;
  }
}
