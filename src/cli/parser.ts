import yargs, { type Argv } from 'yargs';
import { packageVersion } from '../runs/version.ts';
import type { Command } from './command.ts';
import { UsageError } from './errors.ts';
import { exitCodeHelp } from './exit-code.ts';
import { environmentVariables } from './environment.ts';
import { didYouMean } from './suggestion.ts';
import { widthOf } from './terminal.ts';
import { hanging } from './wrap.ts';

/** Longer lines are hard to read, on however wide a terminal. */
const WIDEST_HELP = 100;

/** For the help of the whole. */
const EXAMPLES = [
  ['init', 'a config with every key; then hessian-lab run experiment.yaml'],
  ['run --help', 'the options of a command, with examples'],
] as const;

const helpWidth = () => Math.min(WIDEST_HELP, widthOf());

const SEE_ALL = 'Exit codes and environment variables: hessian-lab --help';

/** A command with the arguments it was called with. */
export interface Call {
  readonly command: Command;
  readonly args: Readonly<Record<string, unknown>>;
}

/**
 * Reads a command line.
 *
 * @returns the command to run, or null when yargs has answered itself (`--help`, `--version`)
 * @throws UsageError for an unknown command or option, a missing or a repeated argument
 */
export async function parseCommandLine(
  argv: readonly string[],
  commands: readonly Command[],
): Promise<Call | null> {
  let call: Call | null = null;
  // The schemas cost more to load than all else that the help needs.
  const jsonHelp = argv.some((word) => word === '--help' || word === '-h')
    ? await documentHelp(helpWidth())
    : () => '';
  const parser: Argv = yargs()
    .scriptName('hessian-lab')
    .usage(
      '$0 <command>\n\nTrains small networks from a config and logs the top Hessian eigenvalue every epoch.',
    )
    .locale('en')
    .parserConfiguration({ 'greedy-arrays': false, 'dot-notation': false, 'parse-positional-numbers': false })
    .version(packageVersion())
    .help()
    .alias('help', 'h')
    .demandCommand(1, 'No command was given.')
    .strict()
    .exitProcess(false)
    .wrap(helpWidth())
    .epilogue(`${exampleHelp(EXAMPLES)}${exitCodeHelp}\n\n${environmentHelp(helpWidth())}`)
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
        return builder
          .options(command.options)
          .epilogue(`${exampleHelp(command.examples ?? [])}${jsonHelp(nameOf(command))}${SEE_ALL}`);
      },
      (args) => {
        call = { command, args };
      },
    );
  }
  refuseBehindDashes(argv);
  await parser.parseAsync([...argv]);
  if (call) {
    refuseRepeated(call);
    refuseEmpty(call);
    refuseSwitchValues(call, argv);
  }
  return call;
}

/** yargs hands on unread what stands behind `--`: an option there would be no option, and nobody told. */
function refuseBehindDashes(argv: readonly string[]): void {
  const end = argv.indexOf('--');
  if (end < 0 || end === argv.length - 1) return;
  throw new UsageError(
    `"${argv[end + 1]}" stands behind --, where nothing is read: leave -- away. A name that begins with - is written ./-name.`,
  );
}

/** An empty text, from a variable of the shell that is not set, names no file and chooses nothing. */
function refuseEmpty({ command, args }: Call): void {
  const required = Object.entries(command.options).filter(([, { requiresArg }]) => requiresArg);
  for (const [name] of [...Object.entries(command.positionals), ...required]) {
    if (![args[name]].flat().includes('')) continue;
    const place = name in command.options ? `--${name}` : name;
    throw new UsageError(`${place}: received "", which is a variable of the shell that is not set, perhaps.`);
  }
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
  const names = commands.map(nameOf);
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
  const choice = /^Invalid values:\s+Argument: (\S+), Given: "(.*)", Choices: (.*)$/s.exec(message);
  if (choice && command) {
    const [, name, given = '', choices] = choice;
    const allowed = choices!.split(', ').map((text) => text.replaceAll('"', ''));
    const place = name! in command.options ? `--${name}` : name;
    return `${place}: received "${given}"${didYouMean(given, allowed)} Allowed are ${allowed.join(', ')}. ${seeHelp}`;
  }
  const unknown = /^Unknown arguments?: (.*)$/.exec(message)?.[1];
  const surplus = unknown?.split(', ').find((word) => argv.includes(word));
  if (surplus !== undefined && command) {
    return `"${surplus}" is one argument too many: hessian-lab ${command.usage}. ${seeHelp}`;
  }
  if (unknown === undefined || !command) return `${message} ${seeHelp}`;
  const options = Object.keys(command.options);
  const listed = unknown.split(', ').map((word) => `Unknown option "${word}"${didYouMean(word, options)}`);
  const known = options.length === 0 ? '' : ` Options: ${options.map((name) => `--${name}`).join(', ')}.`;
  return `${listed.join(' ')}${known} ${seeHelp}`;
}

const nameOf = ({ usage }: Command) => usage.split(' ')[0]!;

/** For the name of a command its documents of `--json`, key by key. */
async function documentHelp(width: number): Promise<(name: string) => string> {
  const { documents, keysOf } = await import('./documents/index.ts');
  return (name) => {
    const own = Object.entries(documents).filter(([form]) => form.split(' ')[0] === name);
    const told = own.map(([form, schema]) => {
      const keys = keysOf(schema);
      const longest = Math.max(...keys.map(([key]) => key.length));
      const option = form.split(' ')[1];
      const head = `The document of --json${option ? ` with ${option}` : ''}:`;
      const label = (key: string) => (key === '' ? '  ' : `  ${key.padEnd(longest)}  `);
      return [head, ...keys.map(([key, meaning]) => hanging(label(key), meaning, width)), '', ''].join('\n');
    });
    return told.join('');
  };
}

/** Every environment variable with its meaning, for `--help`. */
function environmentHelp(width: number): string {
  const longest = Math.max(...environmentVariables.map(({ name }) => name.length));
  const lines = environmentVariables.map(({ name, meaning }) =>
    hanging(`  ${name.padEnd(longest)}  `, meaning, width),
  );
  return ['Environment variables:', ...lines].join('\n');
}

/** Command lines, each with what it does below it. */
function exampleHelp(examples: readonly (readonly [line: string, what: string])[]): string {
  const lines = examples.map(([line, what]) => `  hessian-lab ${line}\n      ${what}\n`);
  return lines.length === 0 ? '' : `Examples:\n${lines.join('')}\n`;
}
