import yargs, { type Argv } from 'yargs';
import { packageVersion } from '../runs/version.ts';
import type { Command } from './command.ts';
import { UsageError } from './errors.ts';
import { exitCodeHelp } from './exit-code.ts';
import { didYouMean } from './suggestion.ts';

/** A command with the arguments it was called with. */
export interface Call {
  readonly command: Command;
  readonly args: Readonly<Record<string, unknown>>;
}

/**
 * Reads a command line.
 *
 * @returns the command to run, or null when yargs has answered itself (`--help`, `--version`, `completion`)
 * @throws UsageError for an unknown command or option, a missing or a repeated argument
 */
export async function parseCommandLine(
  argv: readonly string[],
  commands: readonly Command[],
): Promise<Call | null> {
  let call: Call | null = null;
  const parser: Argv = yargs()
    .scriptName('hessian-lab')
    .usage(
      '$0 <command>\n\nTrains small networks from a config and logs the top Hessian eigenvalue every epoch.',
    )
    .locale('en')
    .parserConfiguration({ 'greedy-arrays': false, 'dot-notation': false, 'parse-positional-numbers': false })
    .version(packageVersion())
    .help()
    .completion('completion', 'Print a completion script for bash or zsh')
    .demandCommand(1, 'No command was given.')
    .strict()
    .exitProcess(false)
    .wrap(Math.min(110, process.stdout.columns ?? 110))
    .epilogue(
      `${exitCodeHelp}\nHESSIAN_LAB_DEBUG=1 in the environment adds a stack trace to errors, HESSIAN_LAB_CHECKPOINT_SECONDS (10) says how often a run is saved.`,
    )
    .fail((message, error?: Error) => {
      if (error && error.name !== 'YError') throw error;
      throw new UsageError(explain(message ?? error?.message, argv, commands));
    });
  for (const command of commands) {
    parser.command(
      command.usage,
      command.describe,
      (builder) => {
        for (const [name, options] of Object.entries(command.positionals)) builder.positional(name, options);
        for (const [line, what] of command.examples ?? []) builder.example(`$0 ${line}`, what);
        return builder.options(command.options);
      },
      (args) => {
        call = { command, args };
      },
    );
  }
  await parser.parseAsync([...argv]);
  if (call) {
    refuseRepeated(call);
    refuseSwitchValues(call, argv);
  }
  return call;
}

/** yargs collects `--out a --out b` into an array, also where one value makes sense only. */
function refuseRepeated({ command, args }: Call): void {
  for (const [name, { array }] of Object.entries(command.options)) {
    if (!array && Array.isArray(args[name])) {
      throw new UsageError(`--${name} was given ${args[name].length} times; give it once.`);
    }
  }
}

/** yargs takes any value of a switch but `true` for false: `--dry-run=yes` would be a real run. */
function refuseSwitchValues({ command }: Call, argv: readonly string[]): void {
  const end = argv.indexOf('--');
  for (const word of end < 0 ? argv : argv.slice(0, end)) {
    const [, name = '', value = ''] = /^--([^=]+)=(.*)$/s.exec(word) ?? [];
    const option = command.options[name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)];
    if (option?.type === 'boolean' && value !== 'true' && value !== 'false') {
      throw new UsageError(
        `--${name} is a switch: received "${value}", allowed are true and false, or no value.`,
      );
    }
  }
}

/** Adds the nearest known word to yargs' message about an unknown one, and where to read on. */
function explain(message: string, argv: readonly string[], commands: readonly Command[]): string {
  const names = commands.map(({ usage }) => usage.split(' ')[0]!);
  const first = argv.find((word) => !word.startsWith('-'));
  const command = commands[names.indexOf(first ?? '')];
  const seeHelp = `See hessian-lab ${command ? `${first} ` : ''}--help.`;
  if (!command && first !== undefined) {
    return `Unknown command "${first}"${didYouMean(first, names)} Commands: ${names.join(', ')}. ${seeHelp}`;
  }
  if (command && message.startsWith('Not enough non-option arguments')) {
    return `An argument is missing: hessian-lab ${command.usage}. ${seeHelp}`;
  }
  const bare = /^Not enough arguments following: (.*)$/.exec(message)?.[1];
  if (bare !== undefined) return `--${bare} needs a value. ${seeHelp}`;
  const unknown = /^Unknown arguments?: (.*)$/.exec(message)?.[1];
  if (unknown === undefined || !command) return `${message} ${seeHelp}`;
  const options = Object.keys(command.options);
  const listed = unknown
    .split(', ')
    .map(
      (word) =>
        `Unknown ${argv.includes(word) ? 'argument' : 'option'} "${word}"${didYouMean(word, options)}`,
    );
  return `${listed.join(' ')} Options: ${options.map((name) => `--${name}`).join(', ')}. ${seeHelp}`;
}
