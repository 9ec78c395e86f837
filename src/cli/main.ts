import { commands } from './commands/index.ts';
import { describeError, UsageError } from './errors.ts';
import { exitCodes } from './exit-code.ts';
import { guardOutput, print, printError, printJson } from './output.ts';
import { parseCommandLine } from './parser.ts';

/**
 * The command line: runs one command and gives the exit code, which the caller hands to the process. Never throws;
 * errors are printed to stderr without a stack trace, with `--json` as a document on stdout. Where stdout or stderr
 * cannot be written, what would have been exit code 0 is 5.
 *
 * @param argv what stands behind the program's name
 */
export async function main(argv: readonly string[]): Promise<number> {
  const outputLost = guardOutput();
  const exitCode = await runCommandLine(argv);
  const loss = await outputLost();
  if (loss === null) return exitCode;
  printError(loss);
  return exitCode === exitCodes.done ? exitCodes.writeFailed : exitCode;
}

/** What the completion scripts call in place of a command; no name for people. */
const COMPLETE = '__complete';

async function runCommandLine(argv: readonly string[]): Promise<number> {
  try {
    refuseLostDirectory();
    if (argv[0] === COMPLETE) return await printCompletion(argv.slice(1));
    const call = await parseCommandLine(argv, commands);
    return call === null ? exitCodes.done : await call.command.run(call.args);
  } catch (error) {
    const { exitCode, ...report } = describeError(error);
    if (argv.some((word) => /^--json(=true)?$/.test(word))) printJson({ error: report, exitCode });
    else printError(report.message);
    return exitCode;
  }
}

/** Prints what may stand at the end of a command line, in the form that `completion/scripts.ts` reads. */
async function printCompletion(words: readonly string[]): Promise<number> {
  const { complete } = await import('./completion/candidates.ts');
  const { candidates, files } = await complete(words, commands);
  for (const { value, about } of candidates) print(`${value}\t${about}`);
  if (files) print(`:${files}`);
  return exitCodes.done;
}

/** Every relative path starts from the current folder; without one, not even yargs works. */
function refuseLostDirectory(): void {
  try {
    process.cwd();
  } catch {
    throw new UsageError(
      'The current folder no longer exists, or may not be read: change to another one first.',
    );
  }
}
